import { defineCommand } from "../shared/command.ts";
import { COMMON, JSON_OUT } from "../shared/options.ts";

export const templates = defineCommand({
  name: "templates",
  summary: "list the config templates, or print one",
  args: [{ name: "[name]", description: "template name", completes: "templates" }],
  options: [JSON_OUT, ...COMMON],
  examples: ["openclaw-local templates", "openclaw-local templates local-first"],
});
