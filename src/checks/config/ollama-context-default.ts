import { fixOf, setEdits, setFix } from "../../core/finding.ts";
import { tokens } from "../../core/words.ts";
import { askedNumCtx } from "../../openclaw/num-ctx.ts";
import { isLocalRow, isReadVersion, namedRows } from "../support/config-local.ts";
import { effectiveApi } from "../support/config-refs.ts";
import {
  apiOf,
  askedOfOllama,
  type ContextSizes,
  contextSizes,
  planWith,
  wantedContext,
} from "../support/context.ts";
import { each } from "../support/each.ts";
import { aboutModel, biteOf, evidence, onlyFor, perModel, type Said, UNKNOWN } from "../support/outcome.ts";
import { rowPath } from "../support/paths.ts";
import { raiseCommands } from "../support/product.ts";
import { defineCheck, type Subject } from "../types.ts";

/** What Ollama allocates below 23 GiB of GPU memory when nobody asks for more (its routes.go since 0.15.5). */
const OLLAMA_DEFAULT = 4_096;

/** A window that OpenClaw plans with and Ollama is never told. */
export const ollamaContextDefault = defineCheck({
  id: "ollama-context-default",
  title: "Context window that Ollama is not told",
  severity: "warning",
  doc: {
    what: 'A model in use goes through `api: "ollama"` with a `contextWindow` above 4,096, and nothing sets `num_ctx`: no `params.num_ctx`, and since 2026.8.1 no `contextTokens` either. `doctor --deep --context` measures how much Ollama then takes in. On a running server: what Ollama gives a request (context_length of GET /api/ps, num_ctx of the Modelfile, or the num_ctx that OpenClaw asks for) is less than contextWindow of the config.',
    why: "On Ollama's own API OpenClaw sends `num_ctx` from those two only, never from `contextWindow`. Ollama then takes its own default, 4,096 tokens on most machines, while OpenClaw plans for the whole window: the beginning of the prompt is cut off, with the instructions in it.",
    bad: `{
  agents: { defaults: { model: { primary: "ollama/qwen3:8b" } } },
  models: { providers: { ollama: {
    baseUrl: "http://127.0.0.1:11434",
    apiKey: "ollama-local",
    api: "ollama",
    models: [{ id: "qwen3:8b", name: "Qwen3 8B", contextWindow: 65536, maxTokens: 8192 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "ollama/qwen3:8b" } } },
  models: { providers: { ollama: {
    baseUrl: "http://127.0.0.1:11434",
    apiKey: "ollama-local",
    api: "ollama",
    models: [{ id: "qwen3:8b", name: "Qwen3 8B", contextWindow: 65536, maxTokens: 8192, params: { num_ctx: 65536 } }],
  } } },
}`,
    seen: "ollama ps → CONTEXT 4096   // contextWindow: 65536",
    helps:
      "{ contextWindow: 65536, params: { num_ctx: 65536 } }   // api: 'ollama'; else OLLAMA_CONTEXT_LENGTH=65536 ollama serve",
  },
  config: {
    run: each(namedRows, (found, context) => {
      // Below this release a row has no params, and what is sent was not read.
      if (!isReadVersion(context)) return null;

      const { row } = found;
      const window = row.contextWindow;
      if (effectiveApi(found) !== "ollama" || !isLocalRow(found)) return null;
      if (window === null || window <= OLLAMA_DEFAULT) return null;
      if (askedNumCtx(context.config.value, found, context.openclaw.version) !== undefined) return null;
      return {
        at: [...row.path, "contextWindow"],
        target: row.ref,
        guess: true,
        message: `OpenClaw plans ${row.ref} with ${tokens(window)} tokens but does not ask Ollama for them`,
        evidence: { contextWindow: window, ollamaDefault: OLLAMA_DEFAULT },
        fixHint: `set params.num_ctx to ${tokens(window)}, or to what fits into memory, and contextWindow to the same`,
        // a window that does not fit into memory is better found out by hand
        fix: setFix([...row.path, "params", "num_ctx"], window),
      };
    }),
  },
  server: {
    severity: "error",
    stage: "context",
    run: onlyFor("ollama", "Ollama", perModel(judge)),
  },
});

function judge(subject: Subject): Said {
  const { ref, served } = subject.model;
  const sizes = contextSizes(subject);
  const { allocated, configured } = sizes;
  if (configured === null || served?.remote || served?.type === "embedding") return null;
  if (allocated === null) return UNKNOWN;
  if (allocated >= configured) return null;
  const asked = askedOfOllama(subject) !== undefined;
  return aboutModel(subject, sizes.field, {
    severity: biteOf(subject),
    message: asked
      ? `OpenClaw asks Ollama for ${tokens(allocated)} tokens for ${ref}, but plans with ${tokens(configured)}`
      : `Ollama runs ${ref} with ${tokens(allocated)} tokens, but the config plans with ${tokens(configured)}`,
    evidence: evidence({
      configured,
      allocated,
      trained: sizes.trained,
      source: asked ? "params.num_ctx" : served?.contextAllocated.source,
    }),
    ...(apiOf(subject) === "ollama"
      ? askInRequest(subject, sizes, configured)
      : startWith(subject, sizes, allocated)),
  });
}

/** Its own API takes the size from each request. Not safe: the larger cache may not fit into memory. */
function askInRequest(subject: Subject, sizes: ContextSizes, configured: number) {
  const { trained, needs, field } = sizes;
  const target =
    configured < needs.minimum ? wantedContext(sizes) : Math.min(configured, trained ?? configured);
  const edits = [
    ...setEdits(rowPath(subject, "params", "num_ctx"), target),
    ...(target === configured ? [] : planWith(subject, target)),
  ];
  return {
    fixHint: `set params.num_ctx of the model to ${target}, or to what fits into memory, and ${field} to the same`,
    fix: fixOf({ edits }),
  };
}

/** The OpenAI-compatible route cannot ask for a size: it is the server's, or the config must be content with it. */
function startWith(subject: Subject, sizes: ContextSizes, allocated: number) {
  const enough = allocated >= sizes.needs.minimum;
  const edits = enough ? planWith(subject, allocated) : [];
  const commands = wantedContext(sizes) > allocated ? raiseCommands(subject) : [];
  const raise = `start Ollama with OLLAMA_CONTEXT_LENGTH=${wantedContext(sizes)}`;
  return {
    fixHint: enough ? `${raise}, or set ${sizes.field} to ${allocated}` : raise,
    fix: fixOf({ commands, edits, safe: edits.length > 0 && allocated >= sizes.needs.comfortable }),
  };
}
