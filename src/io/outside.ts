import { Secrets } from "../core/secrets.ts";
import type { Env, Http, Outside } from "../ports/index.ts";
import { createDns } from "./dns.ts";
import { createProc } from "./exec.ts";
import { createFs } from "./fs.ts";
import { readHost } from "./host.ts";
import { isTty } from "./is-tty.ts";
import { openStdout, writeStdout } from "./stdout.ts";
import { toolVersion } from "./tool.ts";

/** The real outside. undici is loaded with the first request, so lint never loads it. */
export function createOutside(env: Env, signal: AbortSignal): Outside & { dispose(): Promise<void> } {
  let http: Promise<Http> | null = null;
  const secrets = new Secrets();
  return {
    secrets,
    get version() {
      return toolVersion();
    },
    http() {
      http ??= import("./http.ts").then((m) => m.createHttp(env));
      return http;
    },
    fs: createFs(),
    proc: createProc(env),
    dns: createDns(),
    env,
    host: readHost(env),
    now: () => Date.now(),
    get stdinIsTty() {
      return isTty(0);
    },
    readStdin,
    signal,
    stdout: (text) => writeStdout(secrets.mask(text)),
    stderr: (text) => {
      process.stderr.write(secrets.mask(text));
    },
    // Getters: opening a stream costs a millisecond or two, and lint needs only stdout.
    get stderrIsTty() {
      return isTty(2);
    },
    get stdoutIsTty() {
      return isTty(1);
    },
    get width() {
      // A terminal of unknown size reports 0 columns.
      return (isTty(1) && openStdout().columns) || (isTty(2) && process.stderr.columns) || 80;
    },
    async dispose() {
      if (http !== null) await (await http).close();
    },
  };
}

async function readStdin(): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin)
    chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString("utf8");
}
