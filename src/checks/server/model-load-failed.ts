import { tokens } from "../../core/words.ts";
import type { ErrorKind } from "../../turn/types.ts";
import { aboutProbe, perProbe, quoted } from "../support/deep.ts";
import { SMALLER_CACHE } from "../support/helps.ts";
import { aboutModel, biteOf, matters, perModel } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const modelLoadFailed = defineCheck({
  id: "model-load-failed",
  title: "The server could not load the model",
  severity: "error",
  doc: {
    what: "The server lists the model but reports that its last attempt to load it failed.",
    why: "The model stays in the list, so everything looks fine until the first message. The usual causes are too little memory for the context, or a damaged file.",
    seen: 'GET /v1/models → status: { value: "unloaded", failed: true, exit_code: 1 }',
    helps: {
      byServer: SMALLER_CACHE,
      also: { command: "`openclaw-local recommend`, for a quantization that fits" },
    },
  },
  turn: {
    stage: "answers",
    after: ["lmstudio-guardrail"],
    run: perProbe("answer", (subject, seen) => {
      const load = subject.model.deep?.load;
      if (seen.errorKind === null || !load || !isFailure(load.errorKind)) return null;
      return aboutProbe(subject, seen, {
        message: `${ProductName(subject.facts.state)} cannot load ${subject.model.ref} with ${tokens(load.context)} tokens of context: ${quoted(load)}`,
        evidence: { loadedWith: load.context, loadSaid: load.error },
        fixHint: "check the server's log for the reason (often memory), then load it with less context",
      });
    }),
  },
  server: {
    stage: "listed",
    run: perModel((subject) => {
      const { facts, model } = subject;
      const problem = model.served?.problem;
      if (!problem || !matters(subject)) return null;
      return aboutModel(subject, null, {
        severity: biteOf(subject),
        message: `${ProductName(facts.state)} cannot use ${model.ref}: ${problem}`,
        fixHint: "check the server's log for the reason (often memory), then load it with less context",
      });
    }),
  },
});

/** True for a load that the server tried: a time limit, a missing route, a busy server or a refused key is no failed load. */
function isFailure(kind: ErrorKind | null): boolean {
  return kind === "other";
}
