import { InterruptedError, UserError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Decided } from "./decide.ts";
import type { InitPlan } from "./types.ts";

/** What init tells under --json; the keys are fixed by the contract, `notes`, `tried` and `error` come on top. */
export interface InitDocument {
  schemaVersion: 1;
  ok: boolean;
  configPath: string | null;
  created: boolean;
  changed: boolean;
  backupPath: string | null;
  diff: string;
  provider: string | null;
  model: string | null;
  routing: string | null;
  doctor: JsonObject | null;
  dryRun: boolean;
  notes: string[];
  tried: { url: string; outcome: string }[];
  error: { message: string; hint: string | null } | null;
}

/** The document of a run that has not done anything yet. */
export function emptyDocument(dryRun: boolean): InitDocument {
  return {
    schemaVersion: 1,
    ok: false,
    configPath: null,
    created: false,
    changed: false,
    backupPath: null,
    diff: "",
    provider: null,
    model: null,
    routing: null,
    doctor: null,
    dryRun,
    notes: [],
    tried: [],
    error: null,
  };
}

/** One decision, for people. */
export interface Decision {
  what: string;
  value: string;
  why: string;
}

/** The decisions in the order in which they were taken, the server first. */
export function decisionsOf({ server, decisions, template }: Decided, openclaw: string): Decision[] {
  const { state, why } = server;
  return [
    { what: "server", value: `${state.product ?? "OpenAI-compatible server"} at ${state.baseUrl}`, why },
    ...decisions,
    { what: "openclaw", value: openclaw, why: `template ${template.id}` },
  ];
}

export function notePlan(document: InitDocument, plan: InitPlan): void {
  document.provider = plan.provider;
  document.model = plan.model;
  document.routing = plan.routing;
}

/** Puts a failure into the document and gives its exit status; null for a bug, which is not the document's matter. */
export function noteFailure(document: InitDocument, error: unknown): number | null {
  document.ok = false;
  if (error instanceof InterruptedError) {
    document.error = { message: "interrupted", hint: null };
    return 130;
  }
  if (!(error instanceof UserError)) return null;
  document.error = { message: error.message, hint: error.hint };
  return error.exitCode;
}
