import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readCatalog } from "../../src/fit/catalog.ts";
import type { StartAnswer, waysToStart } from "../../src/init/bring/start.ts";
import type { Http, HttpRequest, Outside } from "../../src/ports/index.ts";
import { WELL_KNOWN_PORTS } from "../../src/servers/registry.ts";
import { closedPort } from "../emulators/index.ts";
import { machineWith, QUICK } from "./bring.ts";
import { stage } from "./stage.ts";

/** Folders of the system, which are looked for below a folder of the test. */
const SYSTEM = /^\/(?:usr\/local|opt|home\/linuxbrew|Applications|etc)(?:\/|$)/;

/** A machine with the programs of a test only, whose well-known ports lead where the test says. */
export async function machine(own: { env?: Record<string, string>; freeBytes?: number } = {}) {
  const on = stage({ env: { PATH: "", ...own.env } });
  const nothing = await closedPort();
  const ports = new Map<number, number>(WELL_KNOWN_PORTS.map((port) => [port, nothing]));
  const rebased = (path: string) => (SYSTEM.test(path) ? join(on.dir, "root", path) : path);
  const { fs } = on.outside;
  const outside: Outside = {
    ...on.outside,
    http: async () => leading(await on.outside.http(), ports),
    fs: {
      ...fs,
      realPath: (path) => fs.realPath(rebased(path)),
      info: (path) => fs.info(rebased(path)),
      freeBytes: (path) => own.freeBytes ?? fs.freeBytes(path),
    },
  };
  const write = (path: string, text: string | Uint8Array, mode = 0o644) => {
    const at = join(on.dir, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
    chmodSync(at, mode);
    return at;
  };
  return {
    ...on,
    outside,
    ports,
    write,
    /** A program in a folder that PATH may lack. */
    program: (path: string, script = "exit 0") => write(path, `#!/bin/sh\n${script}\n`, 0o755),
    question: async (
      vramGib: number,
      more: Partial<Parameters<typeof waysToStart>[0]> = {},
    ): Promise<Parameters<typeof waysToStart>[0]> => ({
      outside,
      hardware: await machineWith(outside, vramGib),
      catalog: readCatalog(fs),
      context: null,
      least: 16_384,
      states: [],
      limits: QUICK,
      ...more,
    }),
  };
}

function leading(http: Http, ports: ReadonlyMap<number, number>): Http {
  const moved = (request: HttpRequest): HttpRequest => {
    const url = new URL(request.url);
    const to = ports.get(Number(url.port));
    if (to === undefined) return request;
    url.port = String(to);
    return { ...request, url: url.href };
  };
  return {
    ...http,
    request: (request) => http.request(moved(request)),
    stream: (request, onChunk) => http.stream(moved(request), onChunk),
  };
}

/** The way whose title has a text. */
export function wayNamed({ ways }: StartAnswer, text: string) {
  const way = ways.find(({ title }) => title.includes(text));
  if (way === undefined)
    throw new Error(`no way with ${text} among ${ways.map(({ title }) => title).join(" | ")}`);
  return way;
}

/**
 * What a started server does: it answers on `port`, at first `busy` times with 503, like llama-server, or like Ollama.
 * `ends`: it writes that to its log instead and ends.
 */
export function serverScript(o: {
  port: number;
  kind: "llamacpp" | "ollama";
  busy?: number;
  ends?: string;
}): string {
  const script = `
    const { createServer } = require("node:http");
    require("node:fs").writeFileSync(process.env.HOME + "/started.json", JSON.stringify({ pid: process.pid, args: process.argv.slice(1), context: process.env.OLLAMA_CONTEXT_LENGTH ?? null, host: process.env.OLLAMA_HOST ?? null }));
    console.error("load: reading \\u001b[31mtensors");
    if (${JSON.stringify(o.ends ?? "")}) { console.error(${JSON.stringify(o.ends ?? "")}); process.exit(1); }
    let busy = ${o.busy ?? 0};
    const models = [];
    createServer((req, res) => {
      const json = (status, body) => { res.writeHead(status, { "content-type": "application/json", ...(${o.kind === "llamacpp"} ? { server: "llama.cpp" } : {}) }); res.end(JSON.stringify(body)); };
      if (busy > 0) { busy -= 1; return json(503, { error: { message: "Loading model", type: "unavailable_error", code: 503 } }); }
      if (req.url === "/v1/models") return json(200, { object: "list", data: ${o.kind === "llamacpp"} ? [{ id: "m", object: "model", owned_by: "llamacpp", meta: { n_ctx: 65536 } }] : models });
      if (req.url === "/api/version") return json(200, { version: "0.33.0" });
      if (req.url === "/api/ps" || req.url === "/api/tags") return json(200, { models });
      if (req.url === "/api/pull") {
        res.writeHead(200);
        res.write(JSON.stringify({ status: "pulling 1e2", total: 4e9, completed: 1e9 }) + "\\n");
        if (!process.env.PULL_HANGS) res.end(JSON.stringify({ status: "success" }) + "\\n");
        return;
      }
      json(404, { error: "not found" });
    }).listen(${o.port}, "127.0.0.1");
  `;
  return `exec "${process.execPath}" -e '${script.replaceAll("'", `'\\''`)}' -- "$@"`;
}

/** The smallest GGUF header with an architecture, layers and a context. */
export function gguf(context: number): Uint8Array {
  const text = (s: string) => [...u64(s.length), ...Buffer.from(s)];
  const u32 = (n: number) => [...new Uint8Array(new Uint32Array([n]).buffer)];
  const u64 = (n: number) => [...new Uint8Array(new BigUint64Array([BigInt(n)]).buffer)];
  const str = (key: string, value: string) => [...text(key), ...u32(8), ...text(value)];
  const num = (key: string, value: number) => [...text(key), ...u32(4), ...u32(value)];
  const pairs = [
    str("general.architecture", "qwen3"),
    num("qwen3.block_count", 4),
    num("qwen3.context_length", context),
    num("qwen3.embedding_length", 256),
    num("qwen3.attention.head_count", 4),
    num("qwen3.attention.head_count_kv", 2),
    num("qwen3.vocab_size", 1_000),
  ];
  return Uint8Array.from([
    ...Buffer.from("GGUF"),
    ...u32(3),
    ...u64(0),
    ...u64(pairs.length),
    ...pairs.flat(),
  ]);
}
