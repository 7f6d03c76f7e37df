import { EVERYTHING } from "../checks/run/select.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import type { Finding } from "../core/finding.ts";
import { formatPath } from "../core/path.ts";
import { listed, plural } from "../core/words.ts";
import { checkConfig } from "../lint/check.ts";
import type { LintSettings } from "../lint/settings.ts";
import type { OpenClawVersion } from "../openclaw/types.ts";

export interface JudgedBy {
  openclaw: OpenClawVersion;
  settings: LintSettings;
}

/** Errors of the old config that remain after init. OpenClaw may refuse to start with them. */
export async function standingErrors(
  before: LoadedConfig | null,
  after: LoadedConfig,
  by: JudgedBy,
): Promise<Finding[]> {
  if (before === null) return [];
  const old = new Set((await errorsOf(before, by)).map(keyOf));
  return (await errorsOf(after, by)).filter((finding) => old.has(keyOf(finding)));
}

/** One sentence about the errors; null without any. */
export function standingNote(errors: readonly Finding[]): string | null {
  if (errors.length === 0) return null;
  const one = errors.length === 1;
  const places = errors.map(({ checkId, path }) => `${checkId} at ${formatPath(path ?? []) || "the top"}`);
  return `${plural(errors.length, "error")} ${one ? "was" : "were"} in the config before and ${one ? "stays" : "stay"}: ${listed(places)}`;
}

/** The errors of a config that need no server to be seen. */
export async function errorsOf(config: LoadedConfig, { openclaw, settings }: JudgedBy): Promise<Finding[]> {
  const { findings } = await checkConfig(config, { openclaw, settings, selection: EVERYTHING });
  return findings.filter(({ severity, status }) => severity === "error" && status === "found");
}

function keyOf({ checkId, path }: Finding): string {
  return `${checkId} ${formatPath(path ?? [])}`;
}
