import { formatBytes } from "../../core/bytes.ts";
import type { Fix, FixEdit } from "../../core/finding.ts";
import { tokens } from "../../core/words.ts";
import type { EndpointFacts, MemoryView, ModelFacts, ModelLoad } from "../facts.ts";
import { contextSizes, planWith, requestContext } from "../support/context.ts";
import { surelyExceeds } from "../support/memory.ts";
import { aboutModel, biteOf, evidence, forModels, matters, skipped } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckContext, defineCheck } from "../types.ts";

/** The context that the next request makes the server hold does not fit into this machine's memory. */
export const oomKvCache = defineCheck({
  id: "oom-kv-cache",
  title: "The context does not fit into memory",
  severity: "error",
  doc: {
    what: "The server runs on this machine and has yet to load the model, or lets its cache grow; weights and KV cache of the context that it is to hold are more than the machine has.",
    why: "The cache grows with the context, whatever the file size of the model says. Loading fails, the server is killed in the middle of a run, or a part runs on the CPU many times slower.",
    seen: "{ contextWindow: 262144, params: { num_ctx: 262144 } }   // 24 GiB of cache beside 17 GiB of weights, on 24 GiB",
    helps: "{ contextWindow: 40960, params: { num_ctx: 40960 } }",
  },
  server: {
    stage: "context",
    after: [
      "lmstudio-unloaded",
      "llamacpp-slots-split-context",
      "context-server-below-config",
      "context-below-floor",
    ],
    run(facts, context) {
      const { memory } = context;
      if (memory === undefined)
        return skipped("the memory of this machine does not matter for it, or is not known");
      return forModels(facts, (model) => judge(facts, model, memory, context));
    },
  },
});

function judge(facts: EndpointFacts, model: ModelFacts, memory: MemoryView, context: CheckContext) {
  const held = contextToHold(facts, model, context);
  if (held === null || !matters(facts, model)) return null;
  const load = memory.load(facts, model, held, "f16");
  if (load === null) return null;
  const excess = excessOf(facts, load, memory);
  if (excess === null) return null;
  const small = memory.load(facts, model, held, "q8_0");
  const quantizes = !facts.server.quirks.includes("f16-cache-only");
  const byCache = quantizes && small !== null && excessOf(facts, small, memory) === null;
  const sizes = contextSizes(facts, model, context);
  const target = sizes.fitting !== null && sizes.fitting >= sizes.needs.minimum ? sizes.fitting : null;
  const severity = excess === "everything" ? biteOf(model) : "warning";
  return aboutModel(facts, model, context, sizes.field, {
    // a server that was started with a quantized cache does not tell
    severity: byCache ? "info" : severity,
    message: message(facts, model, held, load, memory, excess, byCache),
    evidence: evidence({
      contextTokens: held,
      weightsBytes: load.weights,
      kvBytes: load.kv,
      needBytes: load.total,
      capacityBytes: memory.capacityBytes,
      freeBytes: memory.freeBytes,
      fittingTokens: target,
      machine: memory.what,
    }),
    fixHint:
      target === null
        ? "take a smaller quantization or a smaller model: openclaw-local recommend"
        : `${tokens(target)} tokens fit${byCache ? "; or start the server with a q8_0 cache" : ""}`,
    fix: target === null ? null : fixFor(facts, model, target, context),
  });
}

/**
 * The context that the server will hold once the model is in use. Null where it already holds it (then it fits), or where
 * nobody tells what it will take.
 */
function contextToHold(facts: EndpointFacts, model: ModelFacts, context: CheckContext): number | null {
  const { served } = model;
  if (served === null || served.remote || served.type === "embedding") return null;
  const { configured, allocated } = contextSizes(facts, model, context);
  const asked = requestContext(facts, model, context);
  // a request that asks for more makes Ollama load the model again
  if (served.loaded === true)
    return asked !== null && asked > (served.contextAllocated.value ?? asked) ? asked : null;
  if (facts.state.traits.includes("no-context-limit")) return configured;
  return served.loaded === false ? allocated : null;
}

/** What it exceeds: the GPU only because of its cache, all there is, or what other programs leave of the GPU. */
function excessOf(
  facts: EndpointFacts,
  load: ModelLoad,
  memory: MemoryView,
): "gpu" | "everything" | "free" | null {
  const { capacityBytes, everythingBytes, freeBytes, kind } = memory;
  if (everythingBytes !== null && surelyExceeds(load, everythingBytes)) return "everything";
  if (kind === "cpu") return null;
  // weights that exceed the cards are kept in main memory on purpose; with one memory there is nothing to move them to
  const weightsFit = kind === "unified" || load.weights <= capacityBytes;
  if (weightsFit && surelyExceeds(load, capacityBytes)) return "gpu";
  // what this server itself has loaded is given up for the next model
  const idle = facts.state.models.every((one) => one.loaded !== true);
  return weightsFit && idle && freeBytes !== null && surelyExceeds(load, freeBytes) ? "free" : null;
}

function message(
  facts: EndpointFacts,
  model: ModelFacts,
  held: number,
  load: ModelLoad,
  memory: MemoryView,
  excess: "gpu" | "everything" | "free",
  byCache: boolean,
): string {
  const parts = `weights ${formatBytes(load.weights)}, KV cache ${formatBytes(load.kv)}, in all ${formatBytes(load.total)}`;
  const free = memory.freeBytes === null ? "" : `, ${formatBytes(memory.freeBytes)} free`;
  const there =
    excess === "everything" && memory.everythingBytes !== null
      ? `the ${formatBytes(memory.everythingBytes)} of this machine`
      : excess === "free"
        ? `what other programs leave of ${memory.what}${free}`
        : `the ${memory.what}${free}`;
  const cache = byCache ? " with a 16-bit cache" : "";
  return `${model.ref} with ${tokens(held)} tokens takes more than ${there} once ${ProductName(facts.state)} holds it${cache}: ${parts}`;
}

function fixFor(facts: EndpointFacts, model: ModelFacts, target: number, context: CheckContext): Fix | null {
  const { served } = model;
  const sizes = contextSizes(facts, model, context);
  const commands =
    served === null ? [] : facts.server.contextCommands(served, target, facts.state, context.platform);
  const lowers = (sizes.configured ?? 0) > target;
  const edits: FixEdit[] = lowers ? planWith(facts, model, context, sizes.field, target) : [];
  if (requestContext(facts, model, context) !== null) {
    const path = context.pathOf(facts, model, "params", "num_ctx");
    if (path !== null) edits.push({ op: "set", path: path, value: target });
  }
  return commands.length + edits.length > 0 ? { commands, edits, safe: false } : null;
}
