import { isatty } from "node:tty";
import type { Env, Http, Outside } from "../ports/index.ts";
import { createDns } from "./dns.ts";
import { createProc } from "./exec.ts";
import { createFs } from "./fs.ts";
import { readHost } from "./host.ts";

/** The real outside. undici is loaded when the first request is made, so that lint never has it in memory. */
export function createOutside(env: Env, signal: AbortSignal): Outside & { dispose(): Promise<void> } {
  let http: Promise<Http> | null = null;
  return {
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
      return isatty(0);
    },
    readStdin,
    signal,
    stdout: writeAll,
    stderr: (text) => {
      process.stderr.write(text);
    },
    // Opening a stream to look at it costs a millisecond or two each; lint needs stdout only.
    get stderrIsTty() {
      return isatty(2);
    },
    get stdoutIsTty() {
      return isatty(1);
    },
    get width() {
      // a terminal of unknown size says 0
      return process.stdout.columns || process.stderr.columns || 80;
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

/** Waits until the text is handed over: an exit right behind a large write would cut a pipe. */
function writeAll(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}
