import { closeSync, openSync } from "node:fs";
import { errorCode, errorMessage, UserError } from "../core/errors.ts";
import type { Launched, Proc } from "../ports/index.ts";

/** How long a process may take to end by itself before it is killed, in ms. */
const GRACE_MS = 5_000;
const POSIX = process.platform !== "win32";

/** See Proc.launch. */
export async function launch(
  command: string,
  args: readonly string[],
  { logPath, env }: { logPath: string; env: Record<string, string> },
): ReturnType<Proc["launch"]> {
  const log = openLog(logPath);
  try {
    const { spawn } = process.getBuiltinModule("node:child_process");
    // not among the commands that end with this process (exec.ts)
    const child = spawn(command, [...args], {
      env,
      stdio: ["ignore", log, log],
      detached: true,
      windowsHide: true,
      shell: false,
    });
    let end: { status: number | null } | null = null;
    const ended = new Promise<void>((resolve) => {
      child.once("exit", (status) => {
        end = { status };
        resolve();
      });
    });
    const started = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      child.once("spawn", () => resolve(null));
      child.once("error", resolve);
    });
    const { pid } = child;
    if (started !== null || pid === undefined)
      return { problem: started?.code === "ENOENT" ? "not-found" : "failed" };
    // nor may it keep this process alive
    child.unref();
    child.on("error", () => undefined);
    return { pid, ended: () => end, stop: () => stop(pid, ended) } satisfies Launched;
  } catch {
    return { problem: "failed" };
  } finally {
    closeSync(log);
  }
}

function openLog(path: string): number {
  try {
    return openSync(path, "wx", 0o600);
  } catch (error) {
    const reason = errorCode(error) === "EEXIST" ? "it exists" : errorMessage(error);
    throw new UserError(`${path} cannot be written: ${reason}`, { exitCode: 1, cause: error });
  }
}

async function stop(pid: number, ended: Promise<void>): Promise<void> {
  signalGroup(pid, "SIGTERM");
  const hard = setTimeout(() => signalGroup(pid, "SIGKILL"), GRACE_MS);
  await ended;
  clearTimeout(hard);
  // children that outlive their parent
  signalGroup(pid, "SIGKILL");
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    if (POSIX) process.kill(-pid, signal);
    else
      process
        .getBuiltinModule("node:child_process")
        .spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true })
        .on("error", () => undefined);
  } catch {
    // nothing is left of it
  }
}
