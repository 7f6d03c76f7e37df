import { isThere, readText } from "../files.ts";
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
    const unit = ["/etc/systemd/system/ollama.service", "/usr/lib/systemd/system/ollama.service"]
      .map((path) => readText(world.fs, path))
      .find((text) => text !== null);
    if (unit === undefined) return null;
    const enabled = ["default.target.wants", "multi-user.target.wants"].some((folder) =>
      isThere(world.fs, `/etc/systemd/system/${folder}/ollama.service`),
    );
    const autostarts = enabled && /^\s*Restart\s*=\s*always\s*$/m.test(unit);
    const cuda =
      isThere(world.fs, "/usr/lib/wsl/lib/libcuda.so.1") || isThere(world.fs, "/usr/lib/wsl/lib/libcuda.so");
    return { autostarts, cuda, boots: autostarts && cuda ? await readBoots(world) : null };
  },
);

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
