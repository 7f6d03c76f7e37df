import { UserError } from "../core/errors.ts";
import { tokens } from "../core/words.ts";
import type { Recommendation } from "../fit/types.ts";
import { adapterOf } from "../servers/registry.ts";
import type { Found } from "./find.ts";
import { defaultKeyEnv } from "./key.ts";

/** Why no server can be set up: the error with a hint, and lines that list what was tried. */
export interface Absence {
  error: UserError;
  lines: string[];
}

/** Explains why no server can be used. `fits` is what this machine could run; null if unknown. */
export function explainAbsence(found: Found, asked: boolean, fits: Recommendation | null): Absence {
  const answering = found.states.filter((s) => s.status !== "refused" && s.status !== "timeout");
  const tried = asked ? found.tried : found.tried.filter((t) => answering.some((s) => s.baseUrl === t.url));
  const lines = tried.map((t) => `  ${t.url}: ${t.outcome}`);
  if (!asked)
    lines.push(`  ${found.states.length - answering.length} other addresses of this machine: nothing there`);
  const error = blame(found, asked);
  return { error, lines: ["tried:", ...lines, ...suggestion(fits)] };
}

function blame(found: Found, asked: boolean): UserError {
  const failed = (message: string, hint: string) => new UserError(message, { hint, exitCode: 1 });
  const by = (status: string) => found.states.find((s) => s.status === status);
  const locked = by("unauthorized");
  if (locked !== undefined) {
    const { kind, provider } = adapterOf(locked.kind);
    const name = defaultKeyEnv(kind, provider.id);
    const what = locked.auth === "rejected" ? "refuses the key" : "requires a key";
    return failed(
      `${locked.product ?? "the server"} at ${locked.baseUrl} ${what}`,
      `put it into a variable and name both: export ${name}=…; openclaw-local init --endpoint ${locked.baseUrl} --api-key-env ${name}`,
    );
  }
  const loading = by("loading");
  if (loading !== undefined) {
    return failed(`${loading.baseUrl} is still loading its model`, "run init again when it is ready");
  }
  const ready = by("ready");
  if (ready !== undefined) {
    return failed(
      `${ready.baseUrl} answers, but lists no chat model`,
      "load or download a model there, then run init again",
    );
  }
  const urls = found.tried.map((t) => t.url).join(", ");
  return asked
    ? failed(
        `no model server at ${urls}`,
        "start it, or correct the URL; openclaw-local scan lists what answers on this machine",
      )
    : failed(
        "no model server answers on this machine",
        "start one and run init again, or name another machine's with --endpoint",
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
