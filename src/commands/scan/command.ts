import type { Outside } from "../../ports/index.ts";
import { scanText, toScanJson } from "../../report/scan-text.ts";
import { scanServers } from "../../servers/scan.ts";
import { checkedEndpoints, envKey } from "../shared/endpoints.ts";
import { flagOption, numberOption, type RawOptions, textOption } from "../shared/options.ts";
import { progressFor, stdoutStyle } from "../shared/style.ts";

/** Of one request; a server on this machine answers a list in a few ms, one that is busy in a second or two. */
const DEFAULT_TIMEOUT_MS = 3_000;

/** Lists the model servers that answer. Exit 1 when an --endpoint has none. */
export async function run(_args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const endpoints = checkedEndpoints(raw);
  const key = envKey(textOption(raw, "apiKeyEnv"), outside.env);
  const progress = progressFor(raw, outside);
  progress.start(endpoints.length > 0 ? "asking the servers" : "looking for model servers on this machine");
  const result = await scanServers(await outside.http(), {
    timeoutMs: numberOption(raw, "timeout") ?? DEFAULT_TIMEOUT_MS,
    signal: outside.signal,
    ...(endpoints.length > 0 ? { baseUrls: endpoints } : {}),
    // The key was named for these endpoints; it goes nowhere else.
    ...(key === undefined || endpoints.length === 0 ? {} : { apiKeyFor: () => key }),
  });
  progress.stop();
  if (flagOption(raw, "json")) {
    await outside.stdout(`${JSON.stringify(toScanJson(result.servers, result.tried), null, 2)}\n`);
  } else {
    const style = await stdoutStyle(raw, outside);
    await outside.stdout(
      scanText(result.servers, result.tried, style, { verbose: flagOption(raw, "verbose") }),
    );
    if (result.servers.length === 0 && endpoints.length === 0 && !flagOption(raw, "quiet")) {
      outside.stderr("What fits this machine, and the command that starts it: openclaw-local recommend\n");
    }
  }
  return endpoints.length > 0 && result.servers.length === 0 ? 1 : 0;
}
