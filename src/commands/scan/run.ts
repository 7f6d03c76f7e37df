import { UserError } from "../../core/errors.ts";
import { variableName } from "../../core/text.ts";
import type { Env } from "../../ports/index.ts";
import { scanText, toScanJson } from "../../report/scan-text.ts";
import { scanServers } from "../../servers/scan.ts";
import { localModelConfigs } from "../../servers/shared/model-config.ts";
import { showing, stdoutStyle } from "../../ui/terminal.ts";
import type { Run } from "../shared/command.ts";
import { printJson } from "../shared/emit.ts";
import type { scan } from "./spec.ts";

/** For one request. A server on this machine sends its list in a few ms, a busy one in a second or two. */
const DEFAULT_TIMEOUT_MS = 3_000;

/** Lists the model servers that answer. Exit 1 when no server answers at the --endpoint URLs. */
export const run: Run<typeof scan> = async (o, _args, outside) => {
  const asked = o.endpoint.length > 0;
  const key = envKey(o.apiKeyEnv, outside.env);
  const http = await outside.http();
  const text = asked ? "asking the servers" : "looking for model servers on this machine";
  const scan = () =>
    scanServers(http, {
      timeoutMs: Math.min(o.timeout ?? DEFAULT_TIMEOUT_MS, o.maxTime ?? Number.POSITIVE_INFINITY),
      signal: outside.signal,
      modelConfigs: localModelConfigs(outside.fs, outside.env, outside.host),
      baseUrls: asked ? o.endpoint : undefined,
      // the key is for these endpoints only
      apiKeyFor: asked ? () => key : undefined,
    });
  const { servers, tried } = await showing(text, o, outside, scan);
  if (o.json) await printJson(toScanJson(servers, tried), outside);
  else await outside.stdout(scanText(servers, tried, await stdoutStyle(o, outside), { verbose: o.verbose }));
  if (servers.length > 0) return 0;
  if (!o.json && !asked && !o.quiet)
    outside.stderr("What fits this machine, and the command that starts it: openclaw-local recommend\n");
  return asked ? 1 : 0;
};

/** The key in an environment variable; undefined without a name. Throws UserError when the variable is not set. */
function envKey(name: string | undefined, env: Env): string | undefined {
  if (name === undefined) return undefined;
  const key = env[name];
  if (key === undefined || key === "") {
    const named = variableName(name);
    throw new UserError(`the environment variable ${named ?? "that --api-key-env names"} is not set`, {
      hint: `set it first: export ${named ?? "NAME"}=...`,
    });
  }
  return key;
}
