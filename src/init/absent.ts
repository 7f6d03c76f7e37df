import { UserError } from "../core/errors.ts";
import { variableName } from "../core/text.ts";
import { tokens } from "../core/words.ts";
import type { Recommendation } from "../fit/types.ts";
import { adapterOf } from "../servers/registry.ts";
import type { ServerState, ServerStatus } from "../servers/types.ts";
import { type Found, type KeySearch, keySourceFor } from "./find.ts";
import { defaultKeyEnv } from "./key.ts";

/** Why no server can be set up: the error with a hint, lines that list what was tried, and what would fit. */
export interface Absence {
  error: UserError;
  lines: string[];
  /** Sentences, each followed by its commands, which are indented. */
  fits: string[];
}

/** What was asked for. */
type Asked = KeySearch & { timeoutMs: number };

/** It requires a key, or time. */
const THERE: readonly ServerStatus[] = ["unauthorized", "loading", "busy", "slow"];

/** Explains why no server can be used. `fits` is what this machine could run; null if unknown. */
export function explainAbsence(found: Found, find: Asked, fits: Recommendation | null): Absence {
  const asked = find.endpoints.length > 0;
  const answering = found.states.filter((s) => s.status !== "refused" && s.status !== "timeout");
  const tried = asked ? found.tried : found.tried.filter((t) => answering.some((s) => s.baseUrl === t.url));
  const lines = tried.map((t) => `  ${t.url}: ${t.outcome}`);
  if (!asked)
    lines.push(`  ${found.states.length - answering.length} other addresses of this machine: nothing there`);
  // a server that is there with its models needs something else than another model
  const isThere = found.states.some((s) => THERE.includes(s.status) && (asked || s.kind !== null));
  return {
    error: blame(found, find, asked),
    lines: ["tried:", ...lines],
    fits: isThere ? [] : suggestion(fits),
  };
}

function blame({ states, tried }: Found, find: Asked, asked: boolean): UserError {
  const by = (status: ServerStatus) => states.find((s) => s.status === status);
  const locked = by("unauthorized");
  if (locked !== undefined) return lockedOut(locked, find);
  const loading = by("loading");
  if (loading !== undefined)
    return failed(`${loading.baseUrl} is still loading its model`, "run init again when it is ready");
  // any web service may be busy on a well-known port
  const busy = states.find((s) => s.status === "busy" && (asked || s.kind !== null));
  if (busy !== undefined)
    return failed(`${busy.baseUrl} ${busy.detail}`, "run init again when it has less to do");
  const slow = by("slow") ?? (asked ? (by("silent") ?? by("timeout")) : undefined);
  if (slow !== undefined) return tooSlow(slow, find.timeoutMs);
  const ready = by("ready");
  if (ready !== undefined) {
    return failed(
      `${ready.baseUrl} answers, but lists no chat model`,
      "load or download a model there, then run init again",
    );
  }
  if (!asked) {
    return failed(
      "no model server answers on this machine",
      "start one and run init again, or name another machine's with --endpoint",
    );
  }
  const listless = states.find((s) => s.status === "no-list" && s.unlisted !== undefined);
  if (listless !== undefined) return withoutList(listless);
  const other = by("error") ?? by("wrong-path") ?? by("not-a-model-server") ?? by("unreachable");
  if (other !== undefined) return unusable(other);
  return failed(
    `no model server at ${tried.map((t) => t.url).join(", ")}`,
    "start it, or correct the URL; openclaw-local scan lists what answers on this machine",
  );
}

function failed(message: string, hint: string): UserError {
  return new UserError(message, { hint, exitCode: 1 });
}

/** The product is certain, but its list cannot be had. */
function withoutList({ baseUrl, kind, detail }: ServerState): UserError {
  const remedy = adapterOf(kind).listRemedy;
  const list = remedy === undefined ? "" : `${[remedy.hint, ...remedy.commands].join(": ")}; or `;
  return failed(
    `${baseUrl} ${detail}`,
    `${list}name the model that it was started with: --model <folder or repository>`,
  );
}

/** The server requires a key: names the variable that is missing or wrong. */
function lockedOut(state: ServerState, find: Asked): UserError {
  const server = `${state.product ?? "the server"} at ${state.baseUrl}`;
  const by = state.refusal?.by ?? "key";
  if (by !== "key" && by !== "other")
    return failed(
      `${server} ${state.detail}`,
      `what it requires, and where to set it: openclaw-local doctor --endpoint ${state.baseUrl}`,
    );
  const source = keySourceFor(state.baseUrl, find);
  if (source !== null && source.variable !== null) {
    const whose = source.provider === null ? "--api-key-env" : `the provider "${source.provider}"`;
    const name = source.provider === null ? variableName(source.variable) : source.variable;
    const which = `the variable ${name === null ? "" : `${name} `}that ${whose} names`;
    return source.value === null
      ? failed(
          `${server} requires a key, and ${which} is not set`,
          `set it, then run init again: export ${name ?? "NAME"}=…`,
        )
      : failed(
          `${server} refuses the key in ${which}`,
          "correct its value, or name another variable with --api-key-env",
        );
  }
  const { kind, provider } = adapterOf(state.kind);
  const proposed = defaultKeyEnv(kind, provider.id);
  return failed(
    `${server} ${state.auth === "rejected" ? "refuses the key" : "requires a key"}`,
    `put it into a variable and name both: export ${proposed}=…; openclaw-local init --endpoint ${state.baseUrl} --api-key-env ${proposed}`,
  );
}

/** It may be busy, so it is not called absent. */
function tooSlow({ baseUrl, status }: ServerState, timeoutMs: number): UserError {
  const seconds = Math.ceil(Math.max(10_000, 3 * timeoutMs) / 1_000);
  const what =
    status === "slow"
      ? "answers, but too slowly"
      : status === "silent"
        ? "accepts the connection, but did not answer"
        : "did not answer; it may be busy or out of reach";
  return failed(
    `${baseUrl} ${what} (time limit ${timeoutMs} ms)`,
    `give it more time: --timeout ${seconds}s`,
  );
}

/** There is something, but not a usable model server. */
function unusable({ baseUrl, status, detail, failure }: ServerState): UserError {
  if (failure?.kind === "tls") {
    return failed(
      `${baseUrl} is there, but the encrypted connection fails: ${detail}`,
      "write http:// if it has no TLS, or let Node trust its certificate: NODE_EXTRA_CA_CERTS=<file>",
    );
  }
  if (status === "unreachable")
    return failed(`${baseUrl} cannot be reached: ${detail}`, "correct the address, or the network");
  return failed(
    `${baseUrl} cannot be used: ${detail}`,
    "correct the URL; openclaw-local scan lists the model servers of this machine",
  );
}

function suggestion(fits: Recommendation | null): string[] {
  const [pick] = fits?.picks ?? [];
  if (pick === undefined) return [];
  return [
    `what fits this machine: ${pick.model} (${pick.quant}) with ${tokens(pick.contextTokens)} tokens of context`,
    ...pick.serve.slice(0, 3).map((s) => `  ${s.server}: ${s.command}`),
    ...(pick.experts === null ? stronger(fits) : ["  slower: its experts are in main memory"]),
  ];
}

/** A stronger model that fits only with its experts in main memory. */
function stronger(fits: Recommendation | null): string[] {
  const pick = fits?.picks.find((one) => one.experts !== null);
  if (pick === undefined) return [];
  return [
    `stronger, but slower, with its experts in main memory: ${pick.model} (${pick.quant}) with ${tokens(pick.contextTokens)} tokens`,
    ...pick.serve.slice(0, 1).map((s) => `  ${s.server}: ${s.command}`),
  ];
}
