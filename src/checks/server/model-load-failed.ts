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
    helps:
      "Check the server's log for the reason, then load it again with less context or a smaller quantization.",
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
