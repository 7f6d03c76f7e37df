import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What a healthy server may do for a moment. `answer` is its whole reply; the others act on the real reply. */
type Fault =
  | { status: number; body: string; headers?: Record<string, string> }
  | { act: "reset" | "cut" | "empty" | "slow" };

const json = (message: string, more: object = {}) => JSON.stringify({ error: { message, ...more } });
const page = (title: string) =>
  `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`;
const HTML = { "content-type": "text/html" };

/** Every fault by name. None of them says anything about the config. */
const FAULTS: Readonly<Record<string, Fault>> = {
  "429": { status: 429, body: json("Rate limit reached", { type: "rate_limit_error" }) },
  "429 with Retry-After": { status: 429, body: "slow down", headers: { "retry-after": "1" } },
  "429 without a body": { status: 429, body: "" },
  "503": { status: 503, body: json("Service Unavailable") },
  "503 with Retry-After": { status: 503, body: "busy", headers: { "retry-after": "1" } },
  "503 of Ollama": {
    status: 503,
    body: JSON.stringify({ error: "server busy, please try again.  maximum pending requests exceeded" }),
  },
  "503 while loading": { status: 503, body: json("Loading model", { code: 503, type: "unavailable_error" }) },
  "400 while loading": { status: 400, body: json("The model is still loading, try again later") },
  "408": { status: 408, body: json("Request Timeout") },
  "425": { status: 425, body: "Too Early" },
  "500": { status: 500, body: json("Internal server error", { type: "server_error" }) },
  "500 without a body": { status: 500, body: "" },
  "502": { status: 502, body: page("502 Bad Gateway"), headers: HTML },
  "504": { status: 504, body: page("504 Gateway Time-out"), headers: HTML },
  "529": { status: 529, body: json("Overloaded", { type: "overloaded_error" }) },
  "an error under 200": { status: 200, body: json("The server is busy, please try again") },
  "an error in the stream": {
    status: 200,
    body: `data: ${json("The engine is overloaded, please try again")}\n\ndata: [DONE]\n\n`,
    headers: { "content-type": "text/event-stream" },
  },
  "a page": { status: 200, body: page("Just a moment..."), headers: HTML },
  "a reset": { act: "reset" },
  "a cut answer": { act: "cut" },
  "an empty answer": { act: "empty" },
  "a slow answer": { act: "slow" },
};

/** Which request gets the fault: the nth of its kind, because the order of parallel reads varies. */
export interface Injection {
  request: string;
  fault: string;
}

/** Every fault at each of these requests; with `most`, that many of them, spread over all and the same every time. */
export function injections(requests: readonly string[], most: number, start: number): Injection[] {
  const asked = [...new Set(requests)].sort();
  const all = asked.flatMap((request) => Object.keys(FAULTS).map((fault) => ({ request, fault })));
  // a step that has no common divisor with any likely length
  return all.length <= most
    ? all
    : Array.from({ length: most }, (_, i) => all[(start + i * 7_919) % all.length]).filter(
        (one) => one !== undefined,
      );
}

export interface TransientProxy {
  origin: string;
  /** The requests so far: "GET /v1/models 1". */
  seen: string[];
  /** True when the fault was injected. */
  hit: boolean;
  close(): Promise<void>;
}

const SLOW_MS = 250;

/** A proxy on 127.0.0.1 in front of a server. It injects one fault once; all other requests pass unchanged. */
export async function startTransient(origin: string, injection: Injection | null): Promise<TransientProxy> {
  const counts = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const body = await buffer(request).catch(() => Buffer.alloc(0));
    const kind = `${request.method} ${new URL(request.url ?? "/", origin).pathname}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    proxy.seen.push(`${kind} ${count}`);
    const isHit = !proxy.hit && injection?.request === `${kind} ${count}`;
    proxy.hit ||= isHit;
    await answer(isHit ? FAULTS[injection.fault] : undefined, { origin, request, body }, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const proxy: TransientProxy = {
    origin: `http://127.0.0.1:${port}`,
    seen: [],
    hit: false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

interface Forwarded {
  origin: string;
  request: IncomingMessage;
  body: Buffer;
}

async function answer(fault: Fault | undefined, from: Forwarded, response: ServerResponse): Promise<void> {
  if (fault === undefined) return forward(from, response);
  if ("status" in fault) {
    const { status, body, headers = { "content-type": "application/json" } } = fault;
    response.writeHead(status, headers).end(body);
    return;
  }
  if (fault.act === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault.act === "slow") {
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    return forward(from, response);
  }
  const reply = await replyTo(from);
  const all = await buffer(reply);
  if (fault.act === "empty") {
    response
      .writeHead(reply.statusCode ?? 200, { "content-type": reply.headers["content-type"] ?? "text/plain" })
      .end();
    return;
  }
  response.writeHead(reply.statusCode ?? 200, reply.headers);
  response.write(all.subarray(0, Math.floor(all.length / 2)));
  setTimeout(() => response.destroy(), 20);
}

async function forward(from: Forwarded, response: ServerResponse): Promise<void> {
  try {
    const reply = await replyTo(from);
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.on("error", () => response.destroy()).pipe(response);
  } catch {
    response.destroy();
  }
}

function replyTo({ origin, request, body }: Forwarded): Promise<IncomingMessage> {
  const { method, url, headers } = request;
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${origin}${url}`, { method, headers, agent: false }, resolve);
    sent.on("error", reject).end(body);
  });
}
