import { defineCheck } from "../types.ts";

/** The config cannot be parsed. */
export const configSyntax = defineCheck({
  id: "config-syntax",
  title: "The file is not valid JSON5",
  severity: "error",
  doc: {
    what: "The file cannot be parsed: a comma, quote or bracket is missing or one too many, or the file is empty.",
    why: "OpenClaw refuses to start with it, or goes on with the configuration it last knew. No tool can edit it safely, so this one does not touch it either.",
    bad: '{\n  models: { mode: "merge" }\n  agents: {},\n}',
    good: '{\n  models: { mode: "merge" },\n  agents: {},\n}',
  },
});
