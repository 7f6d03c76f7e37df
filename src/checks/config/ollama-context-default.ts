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
import { ollamaServe, only } from "../support/helps.ts";
import { nativeEdits, OLLAMA_DEFAULT } from "../support/ollama.ts";
import { aboutModel, biteOf, evidence, onlyFor, perModel, type Said, UNKNOWN } from "../support/outcome.ts";
import { rowPath } from "../support/paths.ts";
import { moreContext } from "../support/product.ts";
import { defineCheck, type Subject } from "../types.ts";

/** A context window that OpenClaw plans with but does not request from Ollama. */
export const ollamaContextDefault = defineCheck({
  id: "ollama-context-default",
  title: "Context window that OpenClaw does not request from Ollama",
  severity: "warning",
  doc: {
    what: 'A model in use goes through `api: "ollama"` with a `contextWindow` above 4,096 or without one, and nothing sets `num_ctx`: there is no `params.num_ctx` and, since 2026.8.1, no `contextTokens`. `doctor` also reports a context from Ollama (`context_length` of GET /api/ps, `num_ctx` of the Modelfile, or the `num_ctx` that OpenClaw requests) that is smaller than `contextWindow`. `doctor --deep --context` measures how much of a prompt Ollama reads.',
    why: "On Ollama's native API, OpenClaw takes `num_ctx` only from those two keys, never from `contextWindow`. Ollama then uses its own default, 4,096 tokens on most machines, while OpenClaw plans for the whole context window. Ollama cuts off the beginning of the prompt, including the instructions.",
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
    helps: {
      byServer: only(
        "ollama",
        (sample) =>
          `${ollamaServe({ OLLAMA_CONTEXT_LENGTH: 65_536 })(sample)}, where \`api\` is not "ollama"`,
      ),
      also: { "OpenClaw config": "`models.providers.ollama.models[].params.num_ctx: 65536`" },
    },
  },
  config: {
    run: each(namedRows, (found, context) => {
      // Older releases have no params in a row, and their requests were not examined.
      if (!isReadVersion(context)) return null;

      const { row } = found;
      const window = row.contextWindow;
      if (effectiveApi(found) !== "ollama" || !isLocalRow(found)) return null;
      if (window !== null && window <= OLLAMA_DEFAULT) return null;
      if (askedNumCtx(context.config.value, found, context.openclaw.version) !== undefined) return null;
      if (window === null) {
        return {
          at: row.path,
          target: row.ref,
          guess: true,
          message: `${row.ref} has no contextWindow and no params.num_ctx: OpenClaw plans with 128,000 tokens or more, and Ollama runs its default`,
          evidence: { ollamaDefault: OLLAMA_DEFAULT },
          fixHint: "set contextWindow and params.num_ctx to the same size, one that fits into memory",
        };
      }
      return {
        at: [...row.path, "contextWindow"],
        target: row.ref,
        guess: true,
        message: `OpenClaw plans with ${tokens(window)} tokens for ${row.ref} but does not request them from Ollama`,
        evidence: { contextWindow: window, ollamaDefault: OLLAMA_DEFAULT },
        fixHint: `set params.num_ctx to ${tokens(window)}, or to what fits into memory, and contextWindow to the same`,
        // the user must check that the context window fits into memory
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

/** The native API takes the size from each request. Not safe: the larger KV cache may not fit into memory. */
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

/** The OpenAI-compatible route cannot request a size: raise the server's, use the native one, or lower the config's. */
function startWith(subject: Subject, sizes: ContextSizes, allocated: number) {
  const { facts, context } = subject;
  const enough = allocated >= sizes.needs.minimum;
  const restart = wantedContext(sizes) > allocated ? moreContext(subject) : undefined;
  // not safe: Ollama loads the model with another context for another client or after a restart
  const raise = `start Ollama with OLLAMA_CONTEXT_LENGTH=${wantedContext(sizes)}`;
  if (enough) {
    const edits = planWith(subject, allocated);
    return {
      fixHint: `${raise}, or set ${sizes.field} to ${allocated}`,
      fix: fixOf({ edits }),
      restart,
    };
  }
  const native =
    facts.provider === null || context.config === null
      ? []
      : nativeEdits(facts.provider, { ...context, config: context.config });
  return {
    fixHint:
      native.length === 0
        ? raise
        : `use Ollama's own API, which takes the size from each request (api "ollama", no /v1, params.num_ctx), or ${raise}`,
    fix: fixOf({ edits: native }),
    restart,
  };
}
