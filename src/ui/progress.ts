import { Writable } from "node:stream";
import type { Progress } from "../ports/index.ts";

export interface ProgressOptions {
  /** Writes to standard error. */
  stderr: (text: string) => void;
  isTty: boolean;
  /** True when `CI` is set. */
  ci: boolean;
  quiet: boolean;
  color: boolean;
  /** The terminal cannot move its cursor (TERM=dumb): a job that takes a while is told once, as a line. */
  dumb?: boolean;
  /** Symbols beyond ASCII might not be displayed. */
  ascii?: boolean;
  /** Columns of the terminal. */
  width?: number;
  /** How long a job may take before a spinner appears; default 1000. */
  delayMs?: number;
}

/** The used part of ora's spinner. */
interface Spinner {
  text: string;
  stop(): unknown;
}

/** A spinner with the elapsed seconds on standard error; silent without a terminal, in CI and under --quiet. */
export function createProgress(options: ProgressOptions): Progress {
  if (!options.isTty || options.ci || options.quiet) return SILENT;
  let text = "";
  let timer: NodeJS.Timeout | null = null;
  let spinner: Spinner | null = null;
  let running = false;
  let ticker: NodeJS.Timeout | null = null;
  let startedAt = 0;
  const line = () => {
    const seconds = Math.floor((performance.now() - startedAt) / 1000);
    return seconds < 1 ? text : `${text} (${seconds} s)`;
  };
  const refresh = () => {
    if (spinner !== null) spinner.text = line();
  };
  const show = async () => {
    if (options.dumb === true) return options.stderr(`${text}\n`);
    const started = await startSpinner(text, options);
    // While ora was loading, the job may have ended, and another one may have started.
    if (!running || spinner !== null) started.stop();
    else {
      spinner = started;
      refresh();
      ticker = setInterval(refresh, 1000);
      ticker.unref();
    }
  };
  const stop = () => {
    running = false;
    if (timer !== null) clearTimeout(timer);
    if (ticker !== null) clearInterval(ticker);
    timer = null;
    ticker = null;
    spinner?.stop();
    spinner = null;
  };
  return {
    start(next) {
      stop();
      running = true;
      text = next;
      startedAt = performance.now();
      timer = setTimeout(() => void show(), options.delayMs ?? 1000);
      // A pending spinner must not keep the process alive.
      timer.unref();
    },
    update(next) {
      text = next;
      refresh();
    },
    stop,
  };
}

const SILENT: Progress = { start() {}, update() {}, stop() {} };

async function startSpinner(text: string, options: ProgressOptions): Promise<Spinner> {
  const { default: ora } = await import("ora");
  return ora({
    text,
    ...(options.ascii === true ? { spinner: "line" as const } : {}),
    stream: terminalStream(options),
    isEnabled: true,
    // Reading keys in raw mode would swallow Ctrl-C.
    discardStdin: false,
    // ora's own color detection ignores NO_COLOR.
    color: options.color ? "cyan" : false,
  }).start();
}

/** ora requires a terminal stream; this one writes through the port instead of process.stderr. */
function terminalStream(options: ProgressOptions): Writable & NodeJS.WritableStream & { isTTY: true } {
  const write = options.stderr;
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      write(String(chunk));
      done();
    },
  });
  return Object.assign(stream, {
    isTTY: true as const,
    columns: options.width ?? 80,
    cursorTo: (column: number) => write(`\u001b[${column + 1}G`),
    moveCursor: (_dx: number, dy: number) => {
      if (dy !== 0) write(`\u001b[${Math.abs(dy)}${dy < 0 ? "A" : "B"}`);
    },
    // From the cursor to the end of the line.
    clearLine: () => write("\u001b[0K"),
  });
}
