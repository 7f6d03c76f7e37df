import { defineFact } from "./fact.ts";
import { isThere, readText } from "./files.ts";

export type Container = "docker" | "podman" | "kubernetes" | "other";

/** The container that this runs in; null: in none. */
export const container = defineFact<Container | null>("the container", 200, ({ fs, host, shellEnv }) => {
  if (host.platform !== "linux") return null;
  if (shellEnv["KUBERNETES_SERVICE_HOST"]) return "kubernetes";
  if (isThere(fs, "/run/.containerenv")) return "podman";
  if (isThere(fs, "/.dockerenv")) return "docker";
  if (shellEnv["container"]) return shellEnv["container"] === "podman" ? "podman" : "other";
  const groups = readText(fs, "/proc/1/cgroup") ?? "";
  if (/kubepods/.test(groups)) return "kubernetes";
  if (/docker|containerd/.test(groups)) return "docker";
  return /\/lxc\//.test(groups) ? "other" : null;
});
