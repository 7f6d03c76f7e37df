import { defineCheck } from "../types.ts";

/** The config cannot be read. */
export const configUnreadable = defineCheck({
  id: "config-unreadable",
  title: "The file cannot be read",
  severity: "error",
  doc: {
    what: "There is no such file, it is a folder, or this user may not read it.",
    why: "Nothing in it was checked.",
    bad: "// openclaw-local lint no-such-file.json",
    good: "// openclaw-local lint ~/.openclaw/openclaw.json",
  },
});
