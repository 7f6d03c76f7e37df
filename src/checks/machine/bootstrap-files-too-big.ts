import { getIn } from "../../core/json.ts";
import { bootstrapFiles } from "../../machine/facts/bootstrap-files.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import type { ConfigView } from "../../openclaw/types.ts";
import { configuredContext, findRow } from "../../openclaw/view.ts";
import { ran, skipped } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

/** For English text and code; OpenClaw uses the same estimate. */
const CHARS_PER_TOKEN = 4;
/** What the files of a fresh workspace already add to the measured first prompt, in tokens. */
const FRESH_TOKENS = 2_000;
/** OpenClaw keeps this many tokens free for the answer, and at most a quarter of the context window (2026.9.6). */
const RESERVE_TOKENS = 20_000;

export const bootstrapFilesTooBig = defineCheck({
  id: "bootstrap-files-too-big",
  title: "The workspace files leave no room in the context",
  severity: "warning",
  doc: {
    what: "AGENTS.md, SOUL.md, MEMORY.md and the other bootstrap files of the workspace, truncated as OpenClaw truncates them, are so large that the first prompt does not fit the context of a local model that would otherwise be large enough.",
    why: "They are part of every prompt. OpenClaw compacts before the first answer, small models lose track, and every turn processes all of them again.",
    seen: "60,000 characters of bootstrap files with contextWindow: 32768",
    helps: "`agents.defaults.bootstrapTotalMaxChars: 20000`, or shorter files",
  },
  machine: {
    async run(world, { view, openclaw }) {
      const { config, inUse } = world;
      if (config === null || view === null || !inUse)
        return skipped("it is not the config that OpenClaw uses here");
      const injection = getIn(config.value, ["agents", "defaults", "contextInjection"]);
      if (injection === "never") return skipped("contextInjection is never");
      const smallest = smallestWindow(view);
      if (smallest === null) return skipped("no local model with a stated context is in use");
      const read = await bootstrapFiles.of(world);
      if (!read.known) return skipped(read.reason);
      const { injectedChars, files } = read.value;
      const tokens = Math.ceil(injectedChars / CHARS_PER_TOKEN);
      const room = smallest.window - Math.min(RESERVE_TOKENS, Math.floor(smallest.window / 4));
      const base = turnNeeds(openclaw.version).firstTurnPrompt;
      const needed = base + Math.max(0, tokens - FRESH_TOKENS);
      // a context window that is too small anyway is reported by another check
      if (needed <= room || base > room) return ran();
      const largest = [...files].sort((a, b) => b.injected - a.injected).slice(0, 3);
      return ran({
        message: `The workspace files add about ${tokens} tokens to every prompt, which then needs about ${needed} of the ${room} that ${smallest.ref} has room for`,
        at: smallest.at,
        target: smallest.ref,
        evidence: {
          injectedChars,
          contextWindow: smallest.window,
          largest: largest.map((file) => `${file.name} (${file.chars} characters)`),
        },
        fixHint: "shorten the largest files, or lower agents.defaults.bootstrapTotalMaxChars",
      });
    },
  },
});

/** The primary or fallback of a local server with the smallest context. */
function smallestWindow(view: ConfigView) {
  const refs = [view.primary, ...view.fallbacks].filter((ref) => ref !== null);
  const rows = refs.flatMap((ref) => {
    const found = findRow(view, ref);
    const window = found === null ? null : configuredContext(found.row);
    if (found === null || window === null || found.provider.local !== true) return [];
    return [{ ref: found.row.ref, window, at: found.row.path }];
  });
  return rows.sort((a, b) => a.window - b.window)[0] ?? null;
}
