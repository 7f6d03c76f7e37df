import { UserError } from "../../core/errors.ts";
import { getKey } from "../../core/json.ts";
import type { HttpOutcome } from "../../ports/index.ts";
import { createClient } from "../../servers/client.ts";
import { probeServer } from "../../servers/identify.ts";
import { errorText, isUnexpectedEndpoint, okJson } from "../../servers/shared/replies.ts";
import type { ChangeRequest } from "../../servers/shared/start.ts";
import type { ServerModel, ServerState } from "../../servers/types.ts";
import type { Target } from "./types.ts";

/** The error for something that could not be done. */
export function failed(message: string, hint: string | null = null): UserError {
  return new UserError(message, { hint, exitCode: 1 });
}

/** Sends a request that changes the server, within `timeoutMs`. */
export function send(
  { http, baseUrl, access }: Target,
  { path, body }: ChangeRequest,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<HttpOutcome> {
  return createClient(http, new URL(baseUrl), { ...access, timeoutMs, signal }).post(path, body);
}

/** What is wrong with the answer to such a request; null: it was done. */
export function refusalIn(outcome: HttpOutcome): string | null {
  if (!outcome.ok) return outcome.message;
  if (isUnexpectedEndpoint(outcome)) return "this version has no such request";
  const body = okJson(outcome);
  const error = getKey(body, "error");
  if (outcome.status < 300 && (error === undefined || error === null) && getKey(body, "success") !== false)
    return null;
  return errorText(outcome) || `it answers ${outcome.status}`;
}

/** What is at the address now, by requests that only read. */
export function look({ http, baseUrl, access, limits }: Target, signal?: AbortSignal): Promise<ServerState> {
  return probeServer(http, baseUrl, { ...access, timeoutMs: limits.lookMs, signal });
}

/** The row of a model, by its id or one of its aliases. */
export function rowOf({ models }: ServerState, id: string): ServerModel | undefined {
  return models.find((one) => one.id === id || one.aliases.includes(id));
}
