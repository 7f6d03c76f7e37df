import { ADAPTERS, type ServerKind } from "../../servers/registry.ts";
import type { LaunchLine } from "../../servers/shared/facts.ts";
import { listNames, readText } from "../files.ts";
import { TOOL_MS, toolOutput } from "../tools.ts";
import { defineFact } from "./fact.ts";
import type { HostWorld } from "./types.ts";

/** A running model server, by the command line of its process. */
export interface ServerProcess {
  kind: ServerKind;
  line: LaunchLine;
}

/**
 * The model servers among the processes of this user, in the same network and the same file system: not those of other
 * containers. Linux only: elsewhere a command line cannot be read word by word. Keys in it are never kept.
 */
export const serverProcesses = defineFact<ServerProcess[]>(
  "the processes of model servers",
  TOOL_MS + 500,
  async (world) => {
    if (world.host.platform !== "linux") throw new Error("not known how on this platform");
    const found = listNames(world.fs, "/proc").flatMap((pid) => {
      const server = /^\d+$/.test(pid) ? serverOf(readText(world.fs, `/proc/${pid}/cmdline`)) : null;
      return server === null ? [] : [{ pid, server }];
    });
    if (found.length === 0) return [];
    const own = await namespacesOf(world, "self");
    const named = await Promise.all(
      found.map(async ({ pid, server }) =>
        own !== null && (await namespacesOf(world, pid)) === own ? [server] : [],
      ),
    );
    return named.flat();
  },
);

function serverOf(cmdline: string | null): ServerProcess | null {
  const argv = (cmdline ?? "").replace(/[\0\n]+$/, "").split("\0");
  for (const { kind, launchOf } of ADAPTERS) {
    const line = launchOf?.(argv) ?? null;
    if (line !== null) return { kind, line };
  }
  return null;
}

/** The network and the file system that a process sees; null: a process of another user, or it has ended. */
async function namespacesOf({ proc }: HostWorld, pid: string): Promise<string | null> {
  const text = await toolOutput(proc, "readlink", [`/proc/${pid}/ns/net`, `/proc/${pid}/ns/mnt`]);
  return text === null || text.trim().split("\n").length !== 2 ? null : text;
}
