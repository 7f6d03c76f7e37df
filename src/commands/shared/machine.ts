import type { HardwareOverrides } from "../../machine/types.ts";
import type { Values } from "./option.ts";
import type { MACHINE } from "./options.ts";

/** The machine that the options describe. */
export function machineOverrides(o: Values<typeof MACHINE>): HardwareOverrides {
  return { vramBytes: o.vram, unifiedBytes: o.unified, ramBytes: o.ram, bandwidthGBs: o.bandwidth };
}
