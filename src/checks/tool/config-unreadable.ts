import { defineCheck } from "../types.ts";

export const configUnreadable = defineCheck({
  id: "config-unreadable",
  title: "The file cannot be read",
  severity: "error",
  doc: {
    what: "The file does not exist, is a folder, or is not readable by this user.",
    why: "Nothing in it was checked.",
    bad: "// openclaw-local lint no-such-file.json",
    good: "// openclaw-local lint ~/.openclaw/openclaw.json",
  },
});
