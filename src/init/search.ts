import { setTimeout as sleep } from "node:timers/promises";
import { InterruptedError } from "../core/errors.ts";
import type { Recommendation } from "../fit/types.ts";
import type { Progress } from "../ports/index.ts";
import type { Prompter } from "../ui/prompts.ts";
import { type Absence, explainAbsence } from "./absent.ts";
import type { Decided } from "./decide.ts";
import { type FindInput, type Found, findServers } from "./find.ts";
import { usableServers } from "./server.ts";

/** How often a server that is not up yet is asked, in ms. */
const WAIT_MS = 2_000;

export interface SearchInput {
  find: FindInput;
  progress: Progress;
  /** Null: nobody is asked, and nobody waits. */
  ask: Prompter | null;
  /** What fits this machine, looked up only when no server answers. */
  fits(): Promise<Recommendation | null>;
  /** Null: none of the servers can be used. */
  decideOn(found: Found): Promise<Decided | null>;
  /** Told of every scan. */
  onFound(found: Found): void;
  /** Told once, when no server can be used. */
  onAbsent(absence: Absence): void;
}

/** Looks for servers and decides; while none can be used, waits for one when there is a person who wants to. */
export async function searchAndDecide(input: SearchInput): Promise<Decided> {
  let found = await look(input);
  let waited = false;
  for (;;) {
    if (input.find.signal.aborted) throw new InterruptedError();
    input.onFound(found);
    const decided = await input.decideOn(found);
    if (decided !== null) return decided;
    const absence = explainAbsence(found, input.find.endpoints.length > 0, await input.fits());
    if (!waited) input.onAbsent(absence);
    if (input.ask === null) throw absence.error;
    if (!waited && !(await input.ask.confirm("Wait until a server is up?", true))) throw absence.error;
    waited = true;
    found = await waitForServer(input);
  }
}

async function look({ find, progress }: SearchInput): Promise<Found> {
  progress.start("looking for model servers");
  try {
    return await findServers(find);
  } finally {
    progress.stop();
  }
}

async function waitForServer({ find, progress }: SearchInput): Promise<Found> {
  progress.start("waiting for a model server (Ctrl-C ends it)");
  try {
    for (;;) {
      await sleep(WAIT_MS, undefined, { signal: find.signal });
      const found = await findServers(find);
      if (usableServers(found.states).length > 0) return found;
    }
  } catch (error) {
    if (find.signal.aborted) throw new InterruptedError();
    throw error;
  } finally {
    progress.stop();
  }
}
