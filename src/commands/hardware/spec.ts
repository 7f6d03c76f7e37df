import { defineCommand } from "../shared/command.ts";
import { COMMON, HARDWARE, JSON_OUT } from "../shared/options.ts";

export const hardware = defineCommand({
  name: "hardware",
  summary: "what this machine has: GPUs, memory and limits, with the source of every figure",
  args: [],
  options: [...HARDWARE, JSON_OUT, ...COMMON],
  examples: ["openclaw-local hardware", "openclaw-local hardware --vram 24GiB,24GiB --ram 128GiB"],
});
