import { defineCommand } from "../shared/command.ts";
import { COMMON } from "../shared/options.ts";

export const demo = defineCommand({
  name: "demo",
  summary: "the whole job against a built-in simulated server, in a temporary folder",
  args: [],
  options: [...COMMON],
  examples: ["openclaw-local demo"],
});
