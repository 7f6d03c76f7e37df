import type { Outside } from "../../ports/index.ts";
import type { RawOptions } from "../shared/options.ts";

/** Plays the whole job against the simulated server. */
export async function run(_args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const { playDemo } = await import("./story.ts");
  return playDemo(raw, outside);
}
