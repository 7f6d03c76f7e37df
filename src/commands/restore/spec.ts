import { defineCommand } from "../shared/command.ts";
import { COMMON, CONFIG, DRY_RUN, JSON_OUT, NO_INPUT, YES } from "../shared/options.ts";

export const restore = defineCommand({
  name: "restore",
  summary: "list the dated backups and their changes, or restore one",
  args: [{ name: "[backup]", description: "file name of the backup, or latest", completes: "backups" }],
  options: [CONFIG, YES, DRY_RUN, JSON_OUT, NO_INPUT, ...COMMON],
  examples: ["openclaw-local restore", "openclaw-local restore latest"],
});
