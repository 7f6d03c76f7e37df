import { TOOL_MS, toolOutput } from "../tools.ts";
import { defineFact } from "./fact.ts";
import type { HostWorld } from "./types.ts";

/**
 * Names of the variables that the user's systemd gives every service, including those of
 * `systemctl --user import-environment`. Null: unknown.
 */
export const systemdVariables = defineFact<ReadonlySet<string> | null>(
  "the variables of systemd",
  TOOL_MS + 200,
  async ({ proc }) => {
    const text = await toolOutput(proc, "systemctl", ["--user", "show-environment"]);
    return text === null
      ? null
      : new Set(text.split("\n").map((line) => line.slice(0, Math.max(0, line.indexOf("=")))));
  },
);

/** The variables of `names` that launchd gives every program of the session (`launchctl setenv`). */
export async function launchdVariables({ proc }: HostWorld, names: readonly string[]): Promise<Set<string>> {
  const values = await Promise.all(names.map((name) => toolOutput(proc, "launchctl", ["getenv", name])));
  return new Set(names.filter((_, i) => (values[i] ?? "").trim() !== ""));
}
