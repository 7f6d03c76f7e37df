import { type ConfigPath, startsWith } from "../../core/path.ts";
import { retirementOf } from "../../openclaw/retired.ts";
import { issuesOf, schemaCheck } from "../support/config-schema.ts";
import type { CheckFinding, ConfigContext } from "../types.ts";

/** Checks that report what OpenClaw refuses, or a secret wherever it is; they never follow from one another. */
const REFUSALS = new Set([
  ...["config-schema", "config-unknown-key", "api-wrong-enum", "agents-list-legacy", "retired-key"],
  ...["legacy-llm-idle-key", "legacy-reservetokens", "schema-not-bundled", "duplicate-key", "secret-inline"],
]);

const ALIASES: ConfigPath = ["agents", "defaults", "models"];
const row = (at: ConfigPath, ...keys: string[]) => keys.map((key) => [...at.slice(0, 5), key]);
const provider = (at: ConfigPath, ...keys: string[]) => keys.map((key) => [...at.slice(0, 3), key]);

/** What checks read apart from the place and the edits of their finding. */
const READS: Readonly<Record<string, (at: ConfigPath, target: string) => readonly ConfigPath[]>> = {
  "no-context-declared": (at) => row(at, "contextWindow", "contextTokens"),
  "context-below-floor": (at) => row(at, "contextWindow", "contextTokens"),
  "max-tokens-overflow": (at) => row(at, "contextWindow", "contextTokens", "maxTokens"),
  "ollama-context-default": (at) => row(at, "params", "contextWindow"),
  "keyless-needs-apikey": (at) => provider(at, "apiKey", "headers"),
  "llm-timeout-slow-prefill": (at) => provider(at, "timeoutSeconds"),
  "private-net-blocked": (at) => provider(at, "request", "baseUrl"),
  "default-model-missing": () => [["agents", "defaults", "model"]],
  "memory-search-needs-openai": () => [["memory", "search"]],
  "model-not-in-policy": () => [ALIASES, ["agents", "defaults", "modelPolicy"]],
  "model-ref-unresolved": (_, ref) =>
    ref.includes("/") ? [["models", "providers", ref.slice(0, ref.indexOf("/")), "models"]] : [ALIASES],
};

/** The places whose values OpenClaw refuses, so that what depends on them is unknown. */
function refusedPlaces(context: ConfigContext): ConfigPath[] {
  const unknown = new Set(issuesOf("config-unknown-key")(context));
  return schemaCheck(context).issues.flatMap((issue) => {
    const parent = issue.path.slice(0, -1);
    if (issue.kind === "required") return [];
    if (issue.kind !== "unknown-key") return [issue.path];
    // A misspelled or moved key: its value is meant for another place.
    const moved = retirementOf(context.config.value, issue.path);
    // Nothing reads a key that has no other place.
    const unread = unknown.has(issue) ? [issue.path] : [];
    const places = moved?.kind === "moved" ? moved.sets.map((set) => set.path) : unread;
    return [...places, ...(issue.suggestion === undefined ? [] : [[...parent, issue.suggestion]])];
  });
}

/** True for findings that only repeat that a value is refused. */
export function followUps(context: ConfigContext): (id: string, finding: CheckFinding) => boolean {
  const refused = refusedPlaces(context);
  if (refused.length === 0) return () => false;
  return (id, { at, target, fix }) => {
    if (REFUSALS.has(id) || at == null) return false;
    const own = [at, ...(fix?.edits ?? []).map((edit) => edit.path)];
    const reads = READS[id]?.(at, target ?? "") ?? [];
    return refused.some(
      (place) =>
        own.some((path) => startsWith(path, place)) ||
        reads.some((path) => startsWith(path, place) || startsWith(place, path)),
    );
  };
}
