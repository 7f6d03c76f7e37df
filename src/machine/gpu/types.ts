import type { Env, Host } from "../../ports/index.ts";
import type { SystemFiles } from "../files.ts";
import type { RamReading } from "../ram.ts";
import type { RunTool } from "../tools.ts";
import type { ProbedGpu } from "../types.ts";

/** What a probe reads the machine with. */
export interface ProbeInput {
  run: RunTool;
  fs: SystemFiles;
  host: Host;
  env: Env;
  ram: Promise<RamReading>;
}

/** What one probe came back with. A failure is a note for people, never an exception. */
export interface ProbeResult {
  gpus: ProbedGpu[];
  notes: string[];
}

/** Of a probe that is not for this platform. */
export const NOTHING: ProbeResult = { gpus: [], notes: [] };
