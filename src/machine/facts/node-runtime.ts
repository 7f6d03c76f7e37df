import { join } from "node:path";
import { installedPackage } from "../../openclaw/detect.ts";
import { isThere, readText } from "../files.ts";
import { TOOL_MS, toolOutput } from "../tools.ts";
import { defineFact } from "./fact.ts";
import { service } from "./service.ts";
import type { HostWorld } from "./types.ts";

/** The installed OpenClaw. */
export const openclawPackage = defineFact("the installed OpenClaw", 500, ({ fs, shellEnv, host }) =>
  installedPackage(fs, shellEnv, host.platform),
);

/** A Node that runs OpenClaw. */
interface NodeRuntime {
  path: string;
  version: string;
  /** What starts OpenClaw with it. */
  by: "shell" | "service";
}

/** The Node on PATH and that of the service, unless the version is unknown. */
export const nodeRuntimes = defineFact<NodeRuntime[]>("Node", TOOL_MS + 700, async (world) => {
  const found = await service.of(world);
  const own = found.known ? found.value?.command : null;
  const named = own != null && /(^|[/\\])node(\.exe)?$/.test(own) ? own : null;
  const runtimes = await Promise.all([
    runtimeOf(world, await nodeOfCommand(world), "shell"),
    named === null ? null : runtimeOf(world, named, "service"),
  ]);
  return runtimes.filter((one) => one !== null);
});

/** The Node that runs the command `openclaw`, by its first line; null: a wrapper that chooses one itself. */
async function nodeOfCommand(world: HostWorld): Promise<string | null> {
  const installed = await openclawPackage.of(world);
  const script = installed.known ? (installed.value?.script ?? null) : null;
  if (script === null) return null;
  const [, program, argument] =
    /^#!\s*(\S+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(readText(world.fs, script) ?? "") ?? [];
  if (program === undefined) return null;
  if (/\/env$/.test(program)) return argument === "node" ? nodeOnPath(world) : null;
  return /\/node$/.test(program) ? program : null;
}

function nodeOnPath({ fs, shellEnv }: HostWorld): string | null {
  // never on Windows, where the command is a batch file
  const folders = (shellEnv["PATH"] ?? "").split(":");
  const files = folders.filter((dir) => dir !== "").map((dir) => join(dir, "node"));
  return files.find((file) => isThere(fs, file)) ?? null;
}

/** Usually it is the Node that runs this tool, whose version is known. */
async function runtimeOf(
  world: HostWorld,
  path: string | null,
  by: NodeRuntime["by"],
): Promise<NodeRuntime | null> {
  const { fs, host, proc } = world;
  if (path === null) return null;
  const real = fs.realPath(path);
  if (host.node !== undefined && real !== null && real === fs.realPath(host.node.execPath)) {
    return { path, version: host.node.version.replace(/^v/, ""), by };
  }
  const text = await toolOutput(proc, path, ["--version"]);
  const version = /^v(\d+\.\d+\.\d+)/.exec(text?.trim() ?? "")?.[1];
  return version === undefined ? null : { path, version, by };
}
