import { defineCheck } from "../types.ts";

export const configSyntax = defineCheck({
  id: "config-syntax",
  title: "The file is not valid JSON5",
  severity: "error",
  doc: {
    what: "The file cannot be parsed: a comma, quote or bracket is missing or superfluous, or the file is empty.",
    why: "OpenClaw refuses to start with it, or keeps using the last valid config. No tool can edit it safely, so this one does not either.",
    bad: '{\n  models: { mode: "merge" }\n  agents: {},\n}',
    good: '{\n  models: { mode: "merge" },\n  agents: {},\n}',
  },
});
