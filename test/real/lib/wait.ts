import type { ServerProcess } from "./server-process.ts";

/** The HTTP status of a GET, or 0 when nothing answers. */
export async function statusOf(url: string): Promise<number> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    await reply.arrayBuffer();
    return reply.status;
  } catch {
    return 0;
  }
}

/** Waits for a status of `url`; fails with the server's own words when it ends or the time is over. */
export async function waitForStatus(
  server: ServerProcess,
  url: string,
  status: number,
  timeoutMs: number,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  let last = 0;
  while (performance.now() < end) {
    last = await statusOf(url);
    if (last === status) return;
    if (server.hasExited()) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  const words = server.log().trim().split("\n").slice(-8).join("\n");
  throw new Error(`${url} did not come to ${status} (last: ${last || "no answer"})\n${words}`);
}
