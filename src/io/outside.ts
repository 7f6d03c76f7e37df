import type { Env, Http, Outside } from "../ports/index.ts";
import { createDns } from "./dns.ts";
import { createProc } from "./exec.ts";
import { createFs } from "./fs.ts";
import { readHost } from "./host.ts";
import { isTty } from "./is-tty.ts";
import { openStdout, writeStdout } from "./stdout.ts";
import { toolVersion } from "./tool.ts";

/** The real outside. undici is loaded when the first request is made, so that lint never has it in memory. */
export function createOutside(env: Env, signal: AbortSignal): Outside & { dispose(): Promise<void> } {
  let http: Promise<Http> | null = null;
  return {
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
    stdout: writeStdout,
    stderr: (text) => {
      process.stderr.write(text);
    },
    // Opening a stream to look at it costs a millisecond or two each; lint needs stdout only.
    get stderrIsTty() {
      return isTty(2);
    },
    get stdoutIsTty() {
      return isTty(1);
    },
    get width() {
      // a terminal of unknown size says 0
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
