import { defineCommand } from "../shared/command.ts";
import { choice, flag } from "../shared/option.ts";
import { COMMON, CONFIG, FORMAT, GATE, JSON_OUT, ONLY, OPENCLAW_VERSION, SKIP } from "../shared/options.ts";

export const lint = defineCommand({
  name: "lint",
  summary: "check OpenClaw config files offline, with file:line:column",
  args: [{ name: "[files...]", description: "config files and globs; - reads standard input" }],
  options: [
    CONFIG,
    flag("--fix", "fix what is safe to fix and keep comments; makes a dated backup"),
    flag("--fix-dry-run", "show what --fix would change, write nothing"),
    choice(
      "--target <where>",
      "where OpenClaw runs: docker makes loopback addresses an error (default: the settings)",
      ["docker", "host"],
    ),
    flag("--local-only", "hosted models in use are an error (default: the settings)"),
    JSON_OUT,
    FORMAT,
    { ...ONLY, completes: "lint-checks" },
    { ...SKIP, completes: "lint-checks" },
    ...GATE,
    OPENCLAW_VERSION,
    ...COMMON,
  ],
  examples: [
    "openclaw-local lint openclaw.json",
    "openclaw-local lint --fix-dry-run",
    "openclaw-local lint --format github --format sarif=lint.sarif",
  ],
});
