import type { Run } from "../shared/command.ts";
import type { completion } from "./spec.ts";
import { STUBS } from "./stubs.ts";

/** Prints a completion script. The parser has refused shells that there is none for. */
export const run: Run<typeof completion> = async (_o, [shell = ""], outside) => {
  const stubs: Readonly<Record<string, string>> = STUBS;
  await outside.stdout(stubs[shell] ?? "");
  return 0;
};
