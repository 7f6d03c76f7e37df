import { defineFact } from "./fact.ts";
import type { HostWorld } from "./types.ts";

/** In ms. */
const COMMAND_MS = 1000;

/**
 * Names of the variables that the user's systemd hands to every service, also those that were set with
 * `systemctl --user import-environment`. Null: it does not tell.
 */
export const systemdVariables = defineFact<ReadonlySet<string> | null>(
  "the variables of systemd",
  COMMAND_MS + 200,
  async ({ proc }) => {
    const { exitCode, stdout } = await proc.run("systemctl", ["--user", "show-environment"], {
      timeoutMs: COMMAND_MS,
    });
    if (exitCode !== 0) return null;
    return new Set(stdout.split("\n").map((line) => line.slice(0, Math.max(0, line.indexOf("=")))));
  },
);

/** Those of `names` that launchd has for every program of the session (`launchctl setenv`). */
export async function launchdVariables(world: HostWorld, names: readonly string[]): Promise<Set<string>> {
  const answers = await Promise.all(
    names.map(async (name) => {
      const { stdout } = await world.proc.run("launchctl", ["getenv", name], { timeoutMs: COMMAND_MS });
      return stdout.trim() === "" ? [] : [name];
    }),
  );
  return new Set(answers.flat());
}
