import type { Env, Host } from "../../ports/index.ts";
import { isThere, readText, type SystemFiles } from "../files.ts";
import { defineFact } from "./fact.ts";

export type Container = "docker" | "podman" | "kubernetes" | "other";

/** The container in which this process runs; null: none. `env` is that of the process. */
export function containerKind(fs: SystemFiles, host: Host, env: Env): Container | null {
  if (host.platform !== "linux") return null;
  if (env["KUBERNETES_SERVICE_HOST"]) return "kubernetes";
  if (isThere(fs, "/run/.containerenv")) return "podman";
  if (isThere(fs, "/.dockerenv")) return "docker";
  if (env["container"]) return env["container"] === "podman" ? "podman" : "other";
  const groups = readText(fs, "/proc/1/cgroup") ?? "";
  if (/kubepods/.test(groups)) return "kubernetes";
  if (/docker|containerd/.test(groups)) return "docker";
  return /\/lxc\//.test(groups) ? "other" : null;
}

export const container = defineFact("the container", 200, ({ fs, host, shellEnv }) =>
  containerKind(fs, host, shellEnv),
);
