import type { Env, Host } from "../../ports/index.ts";
import type { SystemFiles } from "../files.ts";
import type { RamReading } from "../ram.ts";
import type { RunTool } from "../tools.ts";
import type { ProbedGpu } from "../types.ts";

export interface ProbeInput {
  run: RunTool;
  fs: SystemFiles;
  host: Host;
  env: Env;
  ram: Promise<RamReading>;
}

/** The result of one probe. A failure is a note for people, never an exception. */
export interface ProbeResult {
  gpus: ProbedGpu[];
  notes: string[];
}

/** The result of a probe for another platform. */
export const NOTHING: ProbeResult = { gpus: [], notes: [] };
