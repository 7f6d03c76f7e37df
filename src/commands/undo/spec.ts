import { defineCommand } from "../shared/command.ts";
import { COMMON, CONFIG, DRY_RUN, JSON_OUT, NO_INPUT, YES } from "../shared/options.ts";

export const undo = defineCommand({
  name: "undo",
  summary: "take back the last change that this tool made to the config",
  args: [],
  options: [CONFIG, YES, DRY_RUN, JSON_OUT, NO_INPUT, ...COMMON],
  examples: ["openclaw-local undo", "openclaw-local undo --dry-run"],
});
