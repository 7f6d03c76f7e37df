import { defineCommand } from "../shared/command.ts";
import { COMMON, JSON_OUT } from "../shared/options.ts";

export const explain = defineCommand({
  name: "explain",
  summary: "what a check means, why it matters and how to fix it",
  args: [{ name: "[id]", description: "check id; without it, the list", completes: "checks" }],
  options: [JSON_OUT, ...COMMON],
  examples: ["openclaw-local explain context-server-below-config"],
});
