import { UserError } from "../core/errors.ts";
import { compareVersions } from "../openclaw/version.ts";
import { adapterOf } from "../servers/registry.ts";
import type { ServerKind } from "../servers/types.ts";
import type { Template } from "./templates/types.ts";
import { type Choice, chosen, INIT_APIS, type InitApi } from "./types.ts";

/** Older versions refuse `api: "ollama"`. */
const OLLAMA_API_SINCE = "2026.2.26";

interface ApiInput {
  kind: ServerKind;
  responsesApi: boolean | null;
  /** --api */
  wanted: InitApi | null;
  template: Template | null;
  /** The API of an existing entry. */
  existing: string | null;
  openclaw: string;
}

/** The API that OpenClaw should use. */
export function chooseApi(input: ApiInput): Choice<InitApi> {
  const best = bestApi(input);
  const byTemplate = INIT_APIS.find((api) => api === input.template?.api) ?? null;
  const { wanted } = input;
  if (wanted !== null && byTemplate !== null && wanted !== byTemplate) {
    throw new UserError(
      `the template ${input.template?.id} is written for ${byTemplate}, not for --api ${wanted}`,
      { hint: "leave out one of the two" },
    );
  }
  if (wanted === "ollama" && !knowsOllama(input.openclaw)) {
    throw new UserError(`OpenClaw ${input.openclaw} refuses the API ollama`, {
      hint: `it came with ${OLLAMA_API_SINCE}; use --api openai-completions`,
    });
  }
  const forced = wanted ?? byTemplate;
  if (forced === best.value) return chosen(forced, best.why);
  if (forced !== null) {
    const why = wanted === null ? "what the template is written for" : "named with --api";
    return chosen(forced, why, objection(forced, best, input));
  }
  const existing = INIT_APIS.find((api) => api === input.existing);
  if (existing !== undefined && existing !== best.value && !harmful(existing, input))
    return chosen(existing, "what the config has for this server");
  return best;
}

function knowsOllama(openclaw: string): boolean {
  return compareVersions(openclaw, OLLAMA_API_SINCE) >= 0;
}

function bestApi({ kind, responsesApi, openclaw }: ApiInput): Choice<InitApi> {
  const { label, provider } = adapterOf(kind);
  if (provider.api === "ollama" && !knowsOllama(openclaw)) {
    const why = `OpenClaw ${openclaw} does not know Ollama's own route`;
    const note = `OpenClaw ${openclaw} has no API for Ollama yet: the context is what Ollama was started with (OLLAMA_CONTEXT_LENGTH)`;
    return chosen("openai-completions", why, note);
  }
  if (provider.api === "ollama") {
    const why = "Ollama's own route, the only one that sets the context and parses tool calls well";
    return chosen("ollama", why);
  }
  if (provider.api === "openai-responses" && responsesApi === true) {
    const why = "keeps reasoning apart from the answer, so that chat channels get the final text only";
    return chosen("openai-responses", why);
  }
  const why =
    provider.api === "openai-responses"
      ? `this ${label} is not known to have the Responses route`
      : "the route on which this server parses tool calls; Responses is partial or bypasses the parser there";
  return chosen("openai-completions", why);
}

/** True when an existing entry's API is known to fail on this server. */
function harmful(api: InitApi, input: ApiInput): boolean {
  const best = adapterOf(input.kind).provider.api;
  if (api === "ollama") return best !== "ollama" || !knowsOllama(input.openclaw);
  if (best === "ollama") return knowsOllama(input.openclaw);
  return api === "openai-responses" && (input.responsesApi === false || best !== "openai-responses");
}

function objection(forced: InitApi, best: Choice<InitApi>, input: ApiInput): string {
  if (forced === "openai-responses" && input.responsesApi === false) {
    return `${forced}: the server is known not to have that route; ${best.value} works`;
  }
  if (forced === "ollama") return `${forced}: only Ollama has that route; this server speaks ${best.value}`;
  return `${forced} instead of ${best.value}: ${best.why}`;
}
