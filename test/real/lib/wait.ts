import { connect } from "node:net";
import type { ServerProcess } from "./server-process.ts";

/** The HTTP status of a GET, or 0 when nothing answers. */
export async function statusOf(url: string): Promise<number> {
  return (await get(url)).status;
}

async function get(url: string): Promise<{ status: number; server: string | null; failure?: string }> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    await reply.arrayBuffer();
    return { status: reply.status, server: reply.headers.get("server") };
  } catch (error) {
    const hangs = error instanceof Error && error.name === "TimeoutError";
    return { status: 0, server: null, failure: hangs ? "no whole answer within 3 s" : "no answer" };
  }
}

/** True when a program listens on this port of 127.0.0.1. */
export function isHeld(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    const end = (held: boolean) => {
      socket.destroy();
      done(held);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

/**
 * Waits for a status of `url`; fails with the server's own words when it ends or the time is over. The name in the
 * Server header (null: it sends none; absent: any) makes sure that no other server took the port in the meantime.
 */
export async function waitForStatus(
  server: ServerProcess,
  url: string,
  { status, name, timeoutMs }: { status: number; name?: string | null; timeoutMs: number },
): Promise<void> {
  const end = performance.now() + timeoutMs;
  let last = "no answer";
  while (performance.now() < end) {
    const reply = await get(url);
    if (server.hasExited()) {
      last = "it ended by itself";
      break;
    }
    if (reply.status === status && (name === undefined || reply.server === name)) return;
    last = reply.failure ?? `${reply.status} from ${reply.server ?? "a server without a name"}`;
    await new Promise((done) => setTimeout(done, 50));
  }
  const words = server.log().trim().split("\n").slice(-8).join("\n");
  throw new Error(`${url} did not come to ${status} of ${name ?? "the server"} (last: ${last})\n${words}`);
}
