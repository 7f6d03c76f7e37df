import type { HardwareOverrides } from "../../machine/types.ts";
import type { Values } from "./option.ts";
import type { HARDWARE } from "./options.ts";

/** The hardware that the options override. */
export function hardwareOverrides(o: Values<typeof HARDWARE>): HardwareOverrides {
  const [bandwidthGBs, ramGBs] = o.bandwidth ?? [];
  return { vramBytes: o.vram, unifiedBytes: o.unified, ramBytes: o.ram, bandwidthGBs, ramGBs };
}
