import { tokens } from "../../core/words.ts";
import { contextSizes } from "../support/context.ts";
import { only } from "../support/helps.ts";
import { aboutModel, biteOf, evidence, onlyFor, perModel } from "../support/outcome.ts";
import { moreContext } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

/** The number of slots that llama-server creates by default. These share the whole context instead of dividing it. */
const DEFAULT_SLOTS = 4;
/** A context below this is unlikely to be intended; a divided -c is the likely cause. */
const LEAST_INTENDED = 4_096;

export const llamacppSlotsSplitContext = defineCheck({
  id: "llamacpp-slots-split-context",
  title: "llama.cpp divides its context among slots",
  severity: "error",
  doc: {
    what: "llama-server was started with -np N, so each of the N slots gets only a part of -c, and that part is too small.",
    why: "An explicit -np divides -c among the slots: -c 32768 -np 4 leaves 8192 tokens for a conversation, and OpenClaw's first turn does not fit.",
    seen: "llama-server -c 32768 -np 4",
    helps: { byServer: only("llamacpp", "`llama-server -m MODEL.gguf -c 32768 -np 1`") },
  },
  server: { stage: "context", run: onlyFor("llamacpp", "llama.cpp", perModel(judge)) },
});

function judge(subject: Subject): CheckFinding | null {
  const sizes = contextSizes(subject);
  const { allocated, configured, needs } = sizes;
  const { served } = subject.model;
  const slots = served?.slots ?? null;
  if (allocated === null || slots === null || slots < 2) return null;
  const tooSmall = allocated < needs.minimum || (configured !== null && allocated < configured);
  if (!tooSmall || !isSplit(allocated, slots, configured)) return null;
  return aboutModel(subject, sizes.field, {
    severity: biteOf(subject),
    message: `llama.cpp gives each of its ${slots} slots ${tokens(allocated)} tokens of the ${tokens(allocated * slots)} it holds, too few for ${configured === null ? "a turn" : `the ${tokens(configured)} of the config`}`,
    evidence: evidence({ slots, allocated, configured, source: served?.contextAllocated.source }),
    fixHint: "start llama-server with -np 1, or with a -c that is larger by the number of slots",
    restart: moreContext(subject),
  });
}

/**
 * A divided context looks like a shared one over HTTP, so this needs a sign: a number of slots that is not the default,
 * parts that add up to the configured size, or a part too small to be intended.
 */
function isSplit(allocated: number, slots: number, configured: number | null): boolean {
  return slots !== DEFAULT_SLOTS || allocated * slots === configured || allocated < LEAST_INTENDED;
}
