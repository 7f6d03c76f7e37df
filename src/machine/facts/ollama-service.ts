import { isThere, listNames, readText, type SystemFiles } from "../files.ts";
import { TOOL_MS, toolOutput } from "../tools.ts";
import { defineFact } from "./fact.ts";
import type { HostWorld } from "./types.ts";

/** Ollama's systemd service under WSL, and the recent starts of the machine. */
export interface OllamaService {
  /** It starts with the machine, and systemd always restarts it. */
  autostarts: boolean;
  /** WSL's CUDA library exists. */
  cuda: boolean;
  /** The starts of the machine with the times of their first and last log message, the oldest first; null: unknown. */
  boots: { firstMs: number; lastMs: number }[] | null;
}

/** Null: no such service. */
export const ollamaService = defineFact<OllamaService | null>(
  "Ollama's service",
  TOOL_MS + 200,
  async (world) => {
    const unit = readUnit(world.fs);
    if (unit === null) return null;
    const enabled = ["default.target.wants", "multi-user.target.wants"].some((folder) =>
      isThere(world.fs, `/etc/systemd/system/${folder}/ollama.service`),
    );
    const autostarts = enabled && /^\s*Restart\s*=\s*always\s*$/m.test(unit);
    const cuda =
      isThere(world.fs, "/usr/lib/wsl/lib/libcuda.so.1") || isThere(world.fs, "/usr/lib/wsl/lib/libcuda.so");
    return { autostarts, cuda, boots: autostarts && cuda ? await readBoots(world) : null };
  },
);

const UNITS = ["/etc/systemd/system/ollama.service", "/usr/lib/systemd/system/ollama.service"];
const DROP_INS = "/etc/systemd/system/ollama.service.d";
/** Where the kernel lists the units that run. */
const RUNNING = ["/sys/fs/cgroup/system.slice", "/sys/fs/cgroup/systemd/system.slice"];

function readUnit(fs: SystemFiles): string | null {
  return UNITS.map((path) => readText(fs, path)).find((text) => text !== null) ?? null;
}

/**
 * The port of the Ollama that its installer set up and that runs: a systemd service, or the app of macOS and Windows. Null:
 * none, so that one that answers was started by hand.
 */
export const installedOllama = defineFact<{ port: number } | null>("Ollama's installation", 500, (world) => {
  const { fs, host, shellEnv } = world;
  if (host.platform === "darwin")
    return isThere(fs, "/Applications/Ollama.app") ? { port: DEFAULT_PORT } : null;
  if (host.platform === "win32") {
    const app = `${shellEnv["LOCALAPPDATA"] ?? ""}\\Programs\\Ollama\\ollama app.exe`;
    return isThere(fs, app) ? { port: DEFAULT_PORT } : null;
  }
  const unit = readUnit(fs);
  if (unit === null) return null;
  const slice = RUNNING.find((path) => isThere(fs, path));
  if (slice === undefined) throw new Error("the running services are not listed");
  if (!isThere(fs, `${slice}/ollama.service`)) return null;
  const more = listNames(fs, DROP_INS).sort();
  const texts = [unit, ...more.map((name) => readText(fs, `${DROP_INS}/${name}`) ?? "")].join("\n");
  const address = [...texts.matchAll(/^\s*Environment=.*\bOLLAMA_HOST=([^"'\s]*)/gm)].at(-1)?.[1] ?? "";
  return { port: Number(/:(\d+)\/?$/.exec(address)?.[1] ?? DEFAULT_PORT) };
});

const DEFAULT_PORT = 11_434;

/** `-1 <id> Sat 2026-11-28 18:00:01 UTC—Sat 2026-11-28 18:01:40 UTC`; newer versions print spaces instead of the dash. */
async function readBoots({ proc }: HostWorld): Promise<OllamaService["boots"]> {
  const text = await toolOutput(proc, "journalctl", ["--list-boots", "--no-pager", "-q"]);
  if (text === null) return null;
  return text.split("\n").flatMap((line) => {
    const [first, last] = [...line.matchAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g)].map(([stamp]) =>
      // only differences count, so any time zone will do
      Date.parse(`${stamp.replace(" ", "T")}Z`),
    );
    return first === undefined || last === undefined ? [] : [{ firstMs: first, lastMs: last }];
  });
}
