import { formatBytes } from "../../core/bytes.ts";
import { InterruptedError } from "../../core/errors.ts";
import { asCount, asString, getKey, parseJson } from "../../core/json.ts";
import { neutralize } from "../../core/text.ts";
import { duration } from "../../core/words.ts";
import { requestHeaders } from "../../openclaw/request-headers.ts";
import type { Progress } from "../../ports/index.ts";
import { createClient } from "../../servers/client.ts";
import type { ChangeRequest } from "../../servers/shared/start.ts";
import { failed, refusalIn } from "./look.ts";
import type { Target } from "./types.ts";

/** A line of progress comes every tenth of a second, for hours. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Downloads a model to a running server, which streams its progress as lines of JSON. */
export async function pull(
  target: Target,
  { path, body }: ChangeRequest,
  name: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { http, access, limits, product } = target;
  const { origin, root } = createClient(http, new URL(target.baseUrl), { timeoutMs: 0 });
  const what = `downloading ${neutralize(name)}`;
  progress.update(what);
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), limits.stallMs);
  const seen: { error: string | null; done: boolean } = { error: null, done: false };
  const read = lines((line) => {
    const event = parseJson(line);
    const status = asString(getKey(event, "status")) ?? "";
    seen.error ??= asString(getKey(event, "error")) ?? null;
    seen.done ||= status === "success";
    const [part, all] = [asCount(getKey(event, "completed")), asCount(getKey(event, "total"))];
    if (all !== undefined) progress.update(`${what}: ${formatBytes(part ?? 0)} of ${formatBytes(all)}`);
    else if (status !== "") progress.update(`${what}: ${neutralize(status, 80)}`);
  });
  const outcome = await http.stream(
    {
      method: "POST",
      url: origin + root + path,
      headers: requestHeaders(access.apiKey ?? null, access.settings),
      body: JSON.stringify({ ...body, stream: true }),
      timeoutMs: limits.downloadMs,
      maxBytes: MAX_BYTES,
      signal: AbortSignal.any([signal, stall.signal]),
    },
    ({ text }) => {
      clearTimeout(timer);
      timer = setTimeout(() => stall.abort(), limits.stallMs);
      read(text);
    },
  );
  clearTimeout(timer);
  read("\n");
  if (signal.aborted)
    throw new InterruptedError(
      `${product} keeps what it has of ${name}, and goes on from there when asked again`,
    );
  const hint = `${product} keeps what it has, and goes on from there`;
  if (stall.signal.aborted) throw failed(`${what}: nothing came for ${duration(limits.stallMs)}`, hint);
  const refusal = seen.error === null ? refusalIn(outcome) : neutralize(seen.error);
  if (seen.done && seen.error === null) return;
  throw failed(`${what} failed: ${refusal ?? "the answer ended before the download"}`, hint);
}

/** Calls back with each whole line of a text that comes in pieces. */
function lines(each: (line: string) => void): (piece: string) => void {
  let open = "";
  return (piece) => {
    const all = (open + piece).split("\n");
    open = all.pop() ?? "";
    for (const line of all) if (line.trim() !== "") each(line);
  };
}
