import type { ServerKind } from "../../src/servers/types.ts";
import type { Emulator } from "./types.ts";

/** Starts the emulator of a product with a usual model. It is found by its name: `start` of test/emulators/<kind>.ts. */
export async function startKind(kind: ServerKind): Promise<Emulator> {
  const { start }: { start(): Promise<Emulator> } = await import(`./${kind}.ts`);
  return start();
}
