import { loadConfig, problemError } from "../config/read/load.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import { UserError } from "../core/errors.ts";
import { configLocation } from "../openclaw/config-path.ts";
import { secretTexts } from "../openclaw/secret-places.ts";
import type { Outside } from "../ports/index.ts";
import { displayPath } from "../report/parts/paths.ts";

/** Loads a config, or throws a one-sentence error that says why not. */
export function loadOrThrow(path: string, outside: Outside): LoadedConfig {
  const result = loadConfig(path, outside.fs, { env: outside.env });
  if (result.ok) {
    const { config } = result;
    outside.secrets?.hide(path, () => secretTexts(config));
    return config;
  }
  const { problem } = result;
  const { place, hint } = problem;
  // problemError names the place for includes only
  if (place === null || problem.kind === "include") throw problemError(problem);
  const where = `${displayPath(place.file, outside.host.cwd)}:${place.line}:${place.column}`;
  throw new UserError(`${where}: ${problem.message.replace(/ \(line \d+, column \d+\)$/, "")}`, { hint });
}

/** Like loadOrThrow; null when --endpoint is given and the default config does not exist. */
export function loadForDoctor(
  { config, endpoint }: { config?: string | undefined; endpoint: readonly string[] },
  outside: Outside,
): LoadedConfig | null {
  const location = configLocation(config, outside);
  if (location.exists || config !== undefined) return loadOrThrow(location.path, outside);
  if (endpoint.length > 0) return null;
  throw new UserError(`there is no OpenClaw config at ${location.path}`, {
    hint: "make one: openclaw-local init; or examine a server without one: openclaw-local doctor --endpoint http://127.0.0.1:8000/v1",
  });
}
