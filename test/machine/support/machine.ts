import { chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { dirname, join } from "node:path";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { type Emulator, silent, vllm } from "../../emulators/index.ts";
import { plainText, type Setup } from "../../support/config-text.ts";
import { doctorHere, type Seen, seenIn } from "../../support/doctor.ts";
import { start, track } from "../../support/track.ts";
import { FakeMachine } from "./fake-machine.ts";

/** A fake machine with a home and OpenClaw's files in it, which the doctor examines. */
export class Machine extends FakeMachine {
  readonly home = this.dir;
  readonly stateDir = join(this.home, ".openclaw");
  readonly config = join(this.stateDir, "openclaw.json");
  /** Runs the real executable and sends it SIGINT when it resolves. */
  interruptWhen: Promise<unknown> | null = null;

  constructor() {
    super();
    mkdirSync(this.stateDir, { mode: 0o700 });
    this.system("/proc/version", "Linux version 6.8.0-45-generic (buildd@lcy02)");
    this.system("/proc/net/route", routes(null));
    this.system("/proc/net/tcp", sockets([]));
  }

  set platform(platform: NodeJS.Platform) {
    this.host.platform = platform;
  }

  /** A file of the home. */
  file(path: string, text: string, options: { mode?: number; ageSeconds?: number } = {}): this {
    const full = join(this.home, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    if (options.mode !== undefined) chmodSync(full, options.mode);
    const at = Date.now() / 1000 - (options.ageSeconds ?? 0);
    utimesSync(full, at, at);
    return this;
  }

  /** The text of a file of the home. */
  read(path: string): string {
    return readFileSync(join(this.home, path), "utf8");
  }

  /** Lets everybody pass through the folders of the home. */
  open(): this {
    chmodSync(this.home, 0o755);
    chmodSync(this.stateDir, 0o755);
    return this;
  }

  close(): this {
    chmodSync(this.stateDir, 0o700);
    return this;
  }

  /** A host name: where connections to it go, and what the resolver says that it is; null: it does not answer. */
  name(name: string, leadsTo: string, is: string | null = leadsTo): this {
    this.names[name] = { leadsTo, is };
    return this;
  }

  /** `doctor --json`, in this process unless it is to be interrupted, and how long it took (ms). */
  async doctor(...args: string[]): Promise<Seen & { ms: number }> {
    const options = ["--timeout", "2000", ...args];
    const started = performance.now();
    const seen =
      this.interruptWhen === null
        ? await doctorHere(options, this)
        : seenIn(
            await this.executable(["doctor", "--json", ...options], { interruptWhen: this.interruptWhen }),
          );
    return { ...seen, ms: performance.now() - started };
  }

  async ids(...args: string[]): Promise<string[]> {
    return (await this.doctor(...args)).ids;
  }
}

/** The kernel's route table with a default route, or without one. */
export function routes(gateway: string | null): string {
  const hex = (address: string) =>
    address
      .split(".")
      .reverse()
      .map((part) => Number(part).toString(16).padStart(2, "0").toUpperCase())
      .join("");
  const row = gateway === null ? [] : [`eth0\t00000000\t${hex(gateway)}\t0003\t0\t0\t0\t00000000\t0\t0\t0`];
  return ["Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT", ...row].join(
    "\n",
  );
}

/** /proc/net/tcp with sockets that listen, each as "any:8000" or "loopback:8000". */
export function sockets(listening: readonly string[]): string {
  const rows = listening.map((text, i) => {
    const [on, port] = text.split(":");
    const address = on === "any" ? "00000000" : "0100007F";
    const hex = Number(port).toString(16).padStart(4, "0").toUpperCase();
    return `   ${i}: ${address}:${hex} 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 1 1`;
  });
  return ["  sl  local_address rem_address   st", ...rows].join("\n");
}

export interface ProviderSetup extends Setup {
  context?: number;
  apiKey?: Json;
}

/** What a provider needs that OpenClaw takes for a remote one. */
export const FAR = {
  apiKey: "local",
  provider: { timeoutSeconds: 600 },
  row: { compat: { supportsUsageInStreaming: true } },
} satisfies Partial<ProviderSetup>;

/** A config with one provider and one model that is the primary, without comments. */
export function configOf({ context = 65_536, apiKey, ...setup }: ProviderSetup): string {
  const key: JsonObject = apiKey === undefined ? {} : { apiKey };
  const row = { name: "Qwen3", contextWindow: context, ...setup.row };
  return plainText({ ...setup, row, provider: { ...key, ...setup.provider } });
}

/** A healthy vLLM; closed after the test. */
export async function server(
  options: { context?: number; apiKey?: string; latencyMs?: number } = {},
): Promise<Emulator> {
  return start(
    vllm({
      models: [{ id: "qwen3-coder-30b", tools: true }],
      allocatedContext: options.context ?? 65_536,
      ...(options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs }),
      ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
    }),
  );
}

/** Takes connections and says nothing. */
export async function silentServer(): Promise<Emulator> {
  return start(silent());
}

/** Another address that leads to a server, at a port of its own; null: this machine has no such address. */
export async function forward(host: string, target: number): Promise<number | null> {
  const relay = createServer((socket) => {
    const onward = connect(target, "127.0.0.1");
    socket.on("error", () => onward.destroy());
    onward.on("error", () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  const port = await listen(relay, host);
  if (port !== null) track({ close: () => relay.close() });
  return port;
}

export interface Proxy {
  url: string;
  /** "CONNECT host:port" of each tunnel. */
  asked: string[];
  /** Header lines that came with them. */
  headers: string[];
}

/** A real HTTP proxy on 127.0.0.1 that makes tunnels, or refuses every one. */
export async function proxy(refuses: boolean): Promise<Proxy> {
  const asked: string[] = [];
  const headers: string[] = [];
  const tunnels = new Set<Socket>();
  const http: HttpServer = createHttpServer((_request, response) => {
    response.statusCode = 502;
    response.end();
  });
  http.on("connect", (request, socket: Socket) => {
    asked.push(`CONNECT ${request.url}`);
    headers.push(...request.rawHeaders);
    tunnels.add(socket);
    socket.on("error", () => socket.destroy());
    if (refuses) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const onward = connect(Number(request.url?.split(":").at(-1)), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
    tunnels.add(onward);
  });
  const port = await listen(http, "127.0.0.1");
  track({
    close: () => {
      for (const socket of tunnels) socket.destroy();
      http.close();
    },
  });
  return { url: `http://127.0.0.1:${port}`, asked, headers };
}

function listen(one: Server | HttpServer, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    one.once("error", () => resolve(null));
    one.listen(0, host, () => resolve((one.address() as AddressInfo).port));
  });
}
