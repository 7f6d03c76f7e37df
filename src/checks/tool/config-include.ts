import { defineCheck } from "../types.ts";

export const configInclude = defineCheck({
  id: "config-include",
  title: "An $include cannot be followed",
  severity: "error",
  doc: {
    what: "An $include names a file that is missing, broken, circular, or outside the folders that OpenClaw allows.",
    why: "OpenClaw then refuses the whole config.",
    bad: '{ $include: "./no-such-file.json5" }',
    good: '{ $include: "./models.json5" }',
  },
});
