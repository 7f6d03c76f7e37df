import type { Run } from "../shared/command.ts";
import type { completion } from "./spec.ts";
import { STUBS } from "./stubs.ts";

/** Prints a completion script. The parser has already refused unknown shells. */
export const run: Run<typeof completion> = async (_o, [shell = ""], outside) => {
  const stubs: Readonly<Record<string, string>> = STUBS;
  await outside.stdout(stubs[shell] ?? "");
  return 0;
};
