import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CACHE } from "./paths.ts";

const WATCHDOG = fileURLToPath(new URL("./watchdog.js", import.meta.url));
/** No scenario of the lane needs a server for longer; the watchdog ends it then, whatever happened to us. */
const LIFE_SECONDS = Number(process.env["REAL_LIFE"] ?? 1_800);

export interface ServerProcess {
  pid: number;
  /** What it wrote so far: for the message when it does not come up. */
  log(): string;
  hasExited(): boolean;
  /**
   * Makes the process and its children crawl, as on a slower machine, until the returned function is called. It runs for `share` ms of
   * each 100 ms; default 2.
   */
  slowDown(share?: number): () => Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server that cannot outlive us. */
export function startProcess(
  name: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  lifeSeconds = LIFE_SECONDS,
): ServerProcess {
  mkdirSync(`${CACHE}/log`, { recursive: true });
  const logFile = `${CACHE}/log/${name}.log`;
  const fd = openSync(logFile, "w");
  // a group of its own, so that its workers end with it
  const child = spawn(command, args, { env, stdio: ["ignore", fd, fd], detached: true });
  closeSync(fd);
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  const exit = exitOf(child);
  const dog = spawn(process.execPath, [WATCHDOG, String(child.pid), String(lifeSeconds)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  let endSlowMotion: (() => Promise<void>) | null = null;
  return {
    pid: child.pid,
    log: () => readFileSync(logFile, "utf8"),
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    slowDown(share = 2) {
      endSlowMotion = slowMotion(child, share);
      return endSlowMotion;
    },
    async stop() {
      await endSlowMotion?.();
      child.kill("SIGTERM");
      const hard = setTimeout(() => killGroup(child), 5_000);
      await exit;
      clearTimeout(hard);
      killGroup(child);
      dog.stdin.end("done");
    },
  };
}

/** Ends the process and whatever it started. */
const killGroup = (child: ChildProcess): void => signalGroup(child, "SIGKILL");

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // nothing is left of it
  }
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.once("exit", () => done());
    child.once("error", () => done());
  });
}

/**
 * Lets a process and what it started run for a few of each 100 ms. With 2, a load of half a second takes half a minute, so that the loading
 * state can be looked at without a model of many gigabytes; answers still come within a few tenths of a second.
 */
function slowMotion(child: ChildProcess, share: number): () => Promise<void> {
  let on = true;
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  const loop = (async () => {
    while (on) {
      signalGroup(child, "SIGCONT");
      await pause(share);
      signalGroup(child, "SIGSTOP");
      await pause(100 - share);
    }
    signalGroup(child, "SIGCONT");
  })();
  return async () => {
    on = false;
    await loop;
  };
}
