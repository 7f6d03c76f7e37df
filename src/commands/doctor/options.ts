import type { OptionSpec } from "../shared/spec.ts";

/** Options of `doctor` alone, but for what --deep needs. */
export const DOCTOR: readonly OptionSpec[] = [
  { flags: "--fix", description: "show what can be mended, ask, mend it with a dated backup, examine again" },
  { flags: "-y, --yes", description: "--fix: make the safe changes without asking; never the others" },
  {
    flags: "--run-commands",
    description: "--fix: run known commands (lms load, ollama pull) without asking",
  },
  { flags: "--dry-run", description: "--fix: show what would be changed, write nothing" },
  { flags: "--watch", description: "examine again and again, print what changes; Ctrl-C ends it" },
  {
    flags: "--interval <seconds>",
    description: "--watch: pause between two rounds (default: 10)",
    parse: "count",
  },
  { flags: "--report <file>", description: "also write a redacted report made to be pasted into an issue" },
  { flags: "--overwrite", description: "let --report replace a file that is no report of this tool" },
];
