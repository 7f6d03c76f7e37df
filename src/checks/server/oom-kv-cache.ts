import { formatBytes } from "../../core/bytes.ts";
import { type Fix, fixOf, setEdits } from "../../core/finding.ts";
import { tokens } from "../../core/words.ts";
import type { EndpointFacts, MemoryView, ModelLoad } from "../facts.ts";
import { contextSizes, planWith, requestContext } from "../support/context.ts";
import { SMALLER_CACHE } from "../support/helps.ts";
import { surelyExceeds } from "../support/memory.ts";
import { aboutModel, biteOf, evidence, matters, perModel, skipped } from "../support/outcome.ts";
import { rowPath } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const oomKvCache = defineCheck({
  id: "oom-kv-cache",
  title: "The context does not fit into memory",
  severity: "error",
  doc: {
    what: "The server runs on this machine and has not loaded the model yet, or lets its KV cache grow. The weights and the KV cache of the requested context need more memory than the machine has.",
    why: "The KV cache grows with the context, in addition to the model's file size. Loading fails, the server is killed during a run, or a part of the model runs on the CPU, many times slower.",
    seen: "{ contextWindow: 262144, params: { num_ctx: 262144 } }   // 24 GiB of KV cache and 17 GiB of weights, on 24 GiB",
    helps: {
      byServer: SMALLER_CACHE,
      also: {
        "OpenClaw config":
          "`models.providers.<id>.models[].contextWindow: 40960`, with the figure that the finding names",
      },
    },
  },
  server: {
    stage: "context",
    after: [
      "lmstudio-unloaded",
      "llamacpp-slots-split-context",
      "context-server-below-config",
      "context-below-floor",
    ],
    run(endpoint) {
      const { memory } = endpoint.context;
      if (memory === undefined)
        return skipped("the memory of this machine is not used by it, or is not known");
      return perModel((subject) => judge(subject, memory))(endpoint);
    },
  },
});

function judge(subject: Subject, memory: MemoryView): CheckFinding | null {
  const { facts, model } = subject;
  const held = contextToHold(subject);
  if (held === null || !matters(subject)) return null;
  const load = memory.load(facts, model, held, "f16");
  if (load === null) return null;
  const excess = excessOf(facts, load, memory);
  if (excess === null) return null;
  const small = memory.load(facts, model, held, "q8_0");
  const quantizes = !facts.server.quirks.includes("f16-cache-only");
  const byCache = quantizes && small !== null && excessOf(facts, small, memory) === null;
  const sizes = contextSizes(subject);
  const target = sizes.fitting !== null && sizes.fitting >= sizes.needs.minimum ? sizes.fitting : null;
  const severity = excess === "everything" ? biteOf(subject) : "warning";
  return aboutModel(subject, sizes.field, {
    // a server does not report whether it was started with a quantized cache
    severity: byCache ? "info" : severity,
    message: message(subject, held, load, memory, excess, byCache),
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
        ? "use a smaller quantization or a smaller model: openclaw-local recommend"
        : `${tokens(target)} tokens fit${byCache ? "; or start the server with a q8_0 cache" : ""}`,
    fix: target === null ? null : fixFor(subject, target),
    restart: target === null || model.served === null ? undefined : { context: target },
  });
}

/**
 * The context that the server will allocate once the model is in use. Null where it is already allocated (then it fits)
 * or not known.
 */
function contextToHold(subject: Subject): number | null {
  const { served } = subject.model;
  if (served === null || served.remote || served.type === "embedding") return null;
  const { configured, allocated } = contextSizes(subject);
  const asked = requestContext(subject);
  // a request for a larger context makes Ollama reload the model
  if (served.loaded === true)
    return asked !== null && asked > (served.contextAllocated.value ?? asked) ? asked : null;
  if (subject.facts.state.traits.includes("no-context-limit")) return configured;
  return served.loaded === false ? allocated : null;
}

type Excess = "gpu" | "everything" | "free";

/** Which limit is exceeded: GPU memory because of the KV cache, all memory, or the GPU memory that is free now. */
function excessOf(facts: EndpointFacts, load: ModelLoad, memory: MemoryView): Excess | null {
  const { capacityBytes, everythingBytes, freeBytes, kind } = memory;
  if (everythingBytes !== null && surelyExceeds(load, everythingBytes)) return "everything";
  if (kind === "cpu") return null;
  // weights larger than the GPU are kept in system RAM on purpose; unified memory has no such second place
  const weightsFit = kind === "unified" || load.weights <= capacityBytes;
  if (weightsFit && surelyExceeds(load, capacityBytes)) return "gpu";
  // the server unloads its own model before it loads the next one
  const idle = facts.state.models.every((one) => one.loaded !== true);
  return weightsFit && idle && freeBytes !== null && surelyExceeds(load, freeBytes) ? "free" : null;
}

function message(
  { facts, model }: Subject,
  held: number,
  load: ModelLoad,
  memory: MemoryView,
  excess: Excess,
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

function fixFor(subject: Subject, target: number): Fix | null {
  const lowers = (contextSizes(subject).configured ?? 0) > target;
  const asks = requestContext(subject) !== null;
  return fixOf({
    edits: [
      ...(lowers ? planWith(subject, target) : []),
      ...(asks ? setEdits(rowPath(subject, "params", "num_ctx"), target) : []),
    ],
  });
}
