import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CACHE } from "./paths.ts";

const WATCHDOG = fileURLToPath(new URL("./watchdog.js", import.meta.url));
/** Few scenarios need a server for longer; the watchdog ends it then, whatever happened to us. */
const LIFE_SECONDS = 900;

export interface ServerProcess {
  pid: number;
  /** What it wrote so far: for the message when it does not come up. */
  log(): string;
  hasExited(): boolean;
  /** Makes the process crawl, as on a machine many times slower, until the returned function is called. */
  slowDown(): () => Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server that cannot outlive us. */
export function startProcess(
  name: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  lifeSeconds: number = LIFE_SECONDS,
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
    slowDown() {
      endSlowMotion = slowMotion(child);
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
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
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
 * Lets a process run for 2 ms of each 100 ms. A load of half a second then takes half a minute, so that the loading
 * state can be looked at without a model of many gigabytes; answers still come within a few tenths of a second.
 */
function slowMotion(child: ChildProcess): () => Promise<void> {
  let on = true;
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  const loop = (async () => {
    while (on) {
      child.kill("SIGCONT");
      await pause(2);
      child.kill("SIGSTOP");
      await pause(98);
    }
    child.kill("SIGCONT");
  })();
  return async () => {
    on = false;
    await loop;
  };
}
