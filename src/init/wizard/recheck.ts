import { tokens } from "../../core/words.ts";
import type { ServerModel, ServerState, ServerStatus } from "../../servers/types.ts";
import { showing } from "../../ui/terminal.ts";
import { rowOf } from "../bring/look.ts";
import type { Decided } from "../decide.ts";
import { findServers } from "../find.ts";
import { usableServers } from "../server.ts";
import type { Wizard } from "./wizard.ts";

const SLOW: readonly ServerStatus[] = ["busy", "slow", "silent", "timeout"];

/**
 * Looks at the chosen server once more before its row is written, since questions may have stood for long. What is no
 * longer as the user agreed to, for people; null: all is as it was.
 */
export async function changedMeanwhile(
  { find, session: { o, outside } }: Wizard,
  { server: { state }, model, choices }: Decided,
): Promise<string | null> {
  const { baseUrl } = state;
  // a key of --api-key-env goes only where the user said
  const apiKeyEnv = find.endpoints.length > 0 ? find.apiKeyEnv : null;
  const { states } = await showing("looking at the server again", o, outside, () =>
    findServers({ ...find, apiKeyEnv, endpoints: [baseUrl] }),
  );
  const now = states.find((one) => one.baseUrl === baseUrl);
  // one that is only busy or slow has not changed
  if (now !== undefined && SLOW.includes(now.status)) return null;
  if (now === undefined || usableServers([now], () => true).length === 0)
    return `${baseUrl} can no longer be used: ${now?.detail ?? "no answer"}`;
  const row = rowOf(now, model.id);
  if (row === undefined)
    return rowOf(state, model.id) === undefined ? null : `${model.id} is no longer at ${baseUrl}`;
  const had = model.contextAllocated.value ?? 0;
  const has = row.contextAllocated.value ?? had;
  if (has < choices.contextWindow && has < had)
    return `${model.id} was loaded with ${tokens(has)} tokens meanwhile`;
  return waits(now, row) && !waits(state, model) ? `${model.id} is no longer loaded` : null;
}

/** True for a model that is not loaded where the first turn would have to load it, or could not. */
export function waits({ kind }: ServerState, { loaded, remote }: ServerModel): boolean {
  // each request to Ollama says how much context it wants, and loads the model
  return loaded === false && !remote && kind !== "ollama";
}
