import { type AddressInfo, createServer, type Socket } from "node:net";
import { type RecordedRequest, serveTiny } from "../../src/commands/demo/tiny-server.ts";
import type { Emulator, EmulatorOptions, Profile } from "./types.ts";

/**
 * Requests that change the state of some product (server facts 1.1), which no probe may send to any server. Others, such as
 * GET /health, are forbidden by the profile of a product.
 */
export function forbiddenAnywhere(request: RecordedRequest): string | null {
  const { method, path } = request;
  if (path === "/unload") return "unloads every model of llama-swap";
  if (/^\/(flush_cache|start_profile|stop_profile|release_memory_occupation|slow_down)$/.test(path)) {
    return "changes the state of SGLang";
  }
  if (path.endsWith("/health_generate")) return "generates";
  if (path.startsWith("/upstream/")) return "loads a model of llama-swap";
  if (/\/models\/(load|unload|download)$/.test(path)) return "loads or unloads";
  if (method !== "GET" && !/^\/api\/(show|chat)$|\/(completions|responses|embeddings|messages)$/.test(path)) {
    return `${method} is no reading`;
  }
  return null;
}

/** Starts a profile on 127.0.0.1; `port` 0 (the default) takes any free one. */
export async function startEmulator<O extends EmulatorOptions>(
  profile: Profile<O>,
  options: { port?: number } = {},
): Promise<Emulator<O>> {
  const forbidden: string[] = [];
  const { name, options: own } = profile;
  if (profile.onSocket) {
    const raw = await serveRaw(profile.onSocket, options.port ?? 0);
    return { name, options: own, baseUrl: raw.origin + profile.basePath, requests: [], forbidden, ...raw };
  }
  const server = await serveTiny(async (exchange) => {
    const why = forbiddenAnywhere(exchange) ?? profile.forbids?.(exchange) ?? null;
    if (why) forbidden.push(`${exchange.method} ${exchange.path}${exchange.query}: ${why}`);
    if (own.latencyMs) await new Promise((resolve) => setTimeout(resolve, own.latencyMs));
    await profile.handle(exchange);
  }, options.port ?? 0);
  return { name, options: own, baseUrl: server.origin + profile.basePath, forbidden, ...server };
}

async function serveRaw(onSocket: (socket: Socket) => void, port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    origin: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function closedPort(): Promise<number> {
  const raw = await serveRaw(() => undefined, 0);
  await raw.close();
  return raw.port;
}

/** True when the request carries a key in any of the headers that servers take it from. */
export function carriesKey(request: RecordedRequest): boolean {
  return ["authorization", "x-api-key", "api-key"].some((name) => request.headers[name] !== undefined);
}

/**
 * Throws unless the emulator saw reading requests only. `inference: true` allows chat and Responses calls (deep
 * probes); a key may have come only where the emulator has one or `key: "allowed"` says so.
 */
export function assertHarmless(
  emulator: Emulator,
  options: { inference?: boolean; key?: "allowed" | "never" } = {},
): void {
  // OpenClaw makes LM Studio load a model before a turn, and so do the deep probes
  const loads = (what: string) =>
    emulator.name === "lmstudio" && what.startsWith("POST /api/v1/models/load:");
  const problems = emulator.forbidden.filter((what) => options.inference !== true || !loads(what));
  const key = options.key ?? (emulator.options.apiKey === undefined ? "never" : "allowed");
  for (const request of emulator.requests) {
    const what = `${request.method} ${request.path}${request.query}`;
    const infers = request.method === "POST" && request.path !== "/api/show";
    if (infers && !options.inference) problems.push(`${what}: inference`);
    if (key === "never" && carriesKey(request)) problems.push(`${what}: carries a key`);
  }
  if (problems.length > 0) throw new Error(`${emulator.name} got:\n  ${problems.join("\n  ")}`);
}
