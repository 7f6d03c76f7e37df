import { InterruptedError, UserError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import type { Decided } from "./decide.ts";

/** The JSON output of init. The contract fixes the keys; `notes`, `tried` and `error` are additions. */
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
  /** --test; null: not asked for, or not reached. */
  test: JsonObject | null;
  dryRun: boolean;
  notes: string[];
  tried: { url: string; outcome: string }[];
  error: { message: string; hint: string | null } | null;
}

/** The document at the start of a run. */
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
    test: null,
    dryRun,
    notes: [],
    tried: [],
    error: null,
  };
}

/** The decisions in order, for people. */
export function decisionsOf(
  { server, decisions, template }: Decided,
  openclaw: string,
): Decided["decisions"] {
  const { state, why } = server;
  return [
    { what: "server", value: `${state.product ?? "OpenAI-compatible server"} at ${state.baseUrl}`, why },
    ...decisions,
    { what: "openclaw", value: openclaw, why: `template ${template.id}` },
  ];
}

/** Puts a failure into the document and returns its exit status; null for a bug. */
export function noteFailure(document: InitDocument, error: unknown): number | null {
  document.ok = false;
  if (error instanceof InterruptedError) {
    document.error = { message: "interrupted", hint: error.left };
    return 130;
  }
  if (!(error instanceof UserError)) return null;
  document.error = { message: error.message, hint: error.hint };
  return error.exitCode;
}
