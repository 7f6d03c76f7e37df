import { fixOf } from "../../core/finding.ts";
import { commandLine } from "../../core/shell.ts";
import { listed, tokens } from "../../core/words.ts";
import { only } from "../support/helps.ts";
import { aboutModel, evidence, onlyFor, perModel } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

export const lmstudioDuplicateInstance = defineCheck({
  id: "lmstudio-duplicate-instance",
  title: "LM Studio holds the model more than once",
  severity: "warning",
  doc: {
    what: "LM Studio has several instances of one model in memory.",
    why: "Two simultaneous first requests, or a load with another context size, create a second instance. It takes the same memory again, and it is not predictable which instance answers.",
    seen: "loaded_instances: [ 'qwen3-coder', 'qwen3-coder:2' ]",
    helps: { byServer: only("lmstudio", "`lms unload qwen3-coder:2`") },
  },
  server: {
    stage: "context",
    run: onlyFor(
      "lmstudio",
      "LM Studio",
      perModel((subject) => {
        const { model, context } = subject;
        const instances = model.served?.instances ?? [];
        if (instances.length < 2) return null;
        // keeps the largest one, and at equal size the one with the plain name
        const [keep, ...spare] = [...instances].sort(
          (a, b) => (b.context ?? 0) - (a.context ?? 0) || a.id.length - b.id.length,
        );
        const sizes = instances.map((i) => `${i.id}${i.context === null ? "" : ` (${tokens(i.context)})`}`);
        return aboutModel(subject, null, {
          message: `LM Studio holds ${model.id} ${instances.length} times: ${listed(sizes)}`,
          evidence: evidence({ instances: instances.map((i) => ({ id: i.id, context: i.context })) }),
          fixHint: `keep ${keep?.id ?? "one"} and unload the rest`,
          fix: fixOf({
            commands: spare.map((i) => commandLine(context.platform, "lms", "unload", i.id)),
          }),
        });
      }),
    ),
  },
});
