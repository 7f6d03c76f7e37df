import { posix, win32 } from "node:path";
import { InterruptedError } from "../../core/errors.ts";
import { pause } from "../../core/pause.ts";
import { duration } from "../../core/words.ts";
import type { Launched, Outside, Progress } from "../../ports/index.ts";
import { lastWords } from "./command.ts";
import { failed, look } from "./look.ts";
import type { Target } from "./types.ts";

type Machine = Pick<Outside, "fs" | "proc" | "host" | "env" | "now">;

/** A server to start so that it outlives this process. */
export interface ServerStart {
  /** Path of the program. */
  program: string;
  args: readonly string[];
  env: Record<string, string>;
  /** Where it will answer. */
  target: Target;
  /** It downloads its model first. */
  downloads: boolean;
  /** See Way. */
  say?: ((line: string) => void) | undefined;
}

/** A started server that answers. */
export interface Started {
  launched: Launched;
  /** Its process and its log, and how to stop it. */
  lines: string[];
}

/** The end of a log that is read for its last line, in bytes. */
const TAIL_BYTES = 4_096;

/**
 * Starts a server and waits until it answers with its model loaded. One that ends, is late or is interrupted before that
 * is not left running.
 */
export async function startServer(
  start: ServerStart,
  machine: Machine,
  progress: Progress,
  signal: AbortSignal,
): Promise<Started> {
  const { target, program, args } = start;
  const path = machine.host.platform === "win32" ? win32 : posix;
  if (signal.aborted) throw new InterruptedError();
  if ((await look(target, signal)).status !== "refused") {
    if (signal.aborted) throw new InterruptedError();
    throw failed(`something answers at ${target.baseUrl} by now, so nothing was started`, "look again");
  }
  const name = path.basename(program).replace(/\.exe$/, "");
  const logPath = path.join(logFolder(machine), `${name}-${stamp(machine.now())}.log`);
  machine.fs.makeDir(path.dirname(logPath));
  const launched = await machine.proc.launch(program, args, { logPath, env: start.env });
  if ("problem" in launched) throw failed(`${program} could not be started (${launched.problem})`);
  const stop =
    machine.host.platform === "win32" ? `taskkill /pid ${launched.pid} /T /F` : `kill ${launched.pid}`;
  start.say?.(`${name} is starting as process ${launched.pid}; to stop it: ${stop}`);
  try {
    await untilItAnswers(start, { launched, logPath, name }, machine, progress, signal);
  } catch (error) {
    if (launched.ended() === null) await launched.stop();
    throw error;
  }
  return {
    launched,
    lines: [
      `${name} runs as process ${launched.pid}, also after init; its log: ${logPath}`,
      `to stop it: ${stop}`,
    ],
  };
}

async function untilItAnswers(
  { target, downloads }: ServerStart,
  { launched, logPath, name }: { launched: Launched; logPath: string; name: string },
  machine: Machine,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { limits } = target;
  const started = performance.now();
  let size = 0;
  let lastSign = started;
  for (;;) {
    await pause(limits.pollMs, signal);
    if (signal.aborted) throw new InterruptedError();
    const end = launched.ended();
    const log = tailOf(logPath, machine);
    if (end !== null) {
      const how = end.status === null ? "was ended" : `ended with status ${end.status}`;
      throw failed(`${name} ${how}${log.words === "" ? "" : `: ${log.words}`}`, `its log: ${logPath}`);
    }
    const state = await look(target, signal);
    if (signal.aborted) throw new InterruptedError();
    if (state.status === "ready" || state.status === "no-list") {
      // what answers may be another program that took the port in the meantime
      if (launched.ended() === null) return;
      continue;
    }
    const now = performance.now();
    if (log.size !== size) lastSign = now;
    size = log.size;
    const what = state.status === "loading" ? `${name} is loading its model` : `${name} is starting`;
    progress.update(log.words === "" ? what : `${what}: ${log.words}`);
    const limit = downloads ? limits.downloadMs : limits.loadMs;
    const stalled = downloads && now - lastSign > limits.stallMs;
    if (now - started > limit || stalled)
      throw failed(
        `${name} does not answer after ${duration(now - started)}, and was ended`,
        `its log: ${logPath}`,
      );
  }
}

/** The size of a log and the last words in it. */
function tailOf(path: string, { fs }: Machine): { size: number; words: string } {
  const size = fs.info(path)?.sizeBytes ?? 0;
  const bytes = fs.openRead(path, Math.max(0, size - TAIL_BYTES), TAIL_BYTES);
  return { size, words: bytes === null ? "" : lastWords(new TextDecoder().decode(bytes)) };
}

/** Where the platform keeps logs of a user's programs. */
function logFolder({ host, env }: Machine): string {
  const { platform, homeDir } = host;
  if (platform === "win32") return win32.join(env["LOCALAPPDATA"] || homeDir, "openclaw-local", "logs");
  if (platform === "darwin") return `${homeDir}/Library/Logs/openclaw-local`;
  const state = env["XDG_STATE_HOME"] ?? "";
  return `${posix.isAbsolute(state) ? state : `${homeDir}/.local/state`}/openclaw-local`;
}

/** "20261130-171502-123". */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:Z]/g, "").replace(/[T.]/g, "-");
}
