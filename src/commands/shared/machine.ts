import { UserError } from "../../core/errors.ts";
import { probeHardware } from "../../machine/probe.ts";
import { parseSize, parseSizes } from "../../machine/size.ts";
import type { Hardware, HardwareOverrides } from "../../machine/types.ts";
import type { Outside } from "../../ports/index.ts";
import { type RawOptions, textOption } from "./options.ts";

/** --vram, --unified, --ram and --bandwidth; UserError names the flag that cannot be read. */
export function machineOverrides(raw: RawOptions): HardwareOverrides {
  const read = <T>(name: string, parse: (text: string) => T): T | undefined => {
    const text = textOption(raw, name);
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof UserError)
        throw new UserError(`--${name}: ${error.message}`, {
          ...(error.hint === null ? {} : { hint: error.hint }),
        });
      throw error;
    }
  };
  const vramBytes = read("vram", parseSizes);
  const unifiedBytes = read("unified", parseSize);
  const ramBytes = read("ram", parseSize);
  const bandwidthGBs = read("bandwidth", parseBandwidth);
  return {
    ...(vramBytes === undefined ? {} : { vramBytes }),
    ...(unifiedBytes === undefined ? {} : { unifiedBytes }),
    ...(ramBytes === undefined ? {} : { ramBytes }),
    ...(bandwidthGBs === undefined ? {} : { bandwidthGBs }),
  };
}

const read = new WeakMap<Outside, Map<string, Promise<Hardware>>>();

/** This machine, or the one that the flags describe; probed once, however many parts of a command ask. */
export function readMachine(raw: RawOptions, outside: Outside): Promise<Hardware> {
  const overrides = machineOverrides(raw);
  const key = JSON.stringify(overrides);
  const known = read.get(outside) ?? new Map<string, Promise<Hardware>>();
  read.set(outside, known);
  const probing = known.get(key) ?? probeHardware(outside, overrides);
  known.set(key, probing);
  return probing;
}

function parseBandwidth(text: string): number {
  const value = Number(/^\s*(\d+(?:\.\d+)?)\s*(?:GB\/s)?\s*$/i.exec(text)?.[1]);
  if (!(value > 0)) throw new UserError(`"${text}" is not a bandwidth`, { hint: "write GB/s, such as 936" });
  return value;
}
