import { defineCommand } from "../shared/command.ts";
import { COMMON } from "../shared/options.ts";

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

export const completion = defineCommand({
  name: "completion",
  summary: "print a completion script",
  args: [{ name: "<shell>", description: "bash, zsh, fish or powershell", choices: SHELLS }],
  options: [...COMMON],
  examples: ['eval "$(openclaw-local completion bash)"'],
});
