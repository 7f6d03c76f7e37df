import { type FixEdit, fixOf, setEdits } from "../../core/finding.ts";
import { allRows, callingRefs } from "../support/config-refs.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN, QWEN_IS_DEFAULT } from "../support/example.ts";
import { aboutModel, biteOf, evidence, perModel, skipWhere } from "../support/outcome.ts";
import { rowPath } from "../support/paths.ts";
import { answersAnyName, ProductName } from "../support/product.ts";
import { defineCheck, type Subject } from "../types.ts";

/** Provider ids that are not vendors, so a model id that begins with one can only repeat it. */
const SERVER_NAME =
  /^(?:ollama|lmstudio|lm-studio|vllm|sglang|litellm|llama-?cpp|local|custom|omlx|mlx|localai)$/i;

/** `models[].id` that begins with the provider's own id. */
export const idRepeatsProvider = defineCheck({
  id: "id-repeats-provider",
  title: "Model id that repeats the provider",
  severity: "error",
  doc: {
    what: "The `id` of a model row begins with the id of its provider, such as `ollama/qwen3` under `ollama`. `doctor` reports it when the server lists the model without that prefix.",
    why: "OpenClaw sends the row's id to the server, which knows the model without the prefix and answers 404, model not found.",
    bad: localProvider(
      'models: [{ id: "local/qwen3", name: "Qwen3", contextWindow: 65536 }],',
      QWEN_IS_DEFAULT,
    ),
    good: localProvider(QWEN, QWEN_IS_DEFAULT),
    seen: "{ id: 'ollama/qwen3:8b' }   // the server lists qwen3:8b",
    helps: {
      always: {
        "OpenClaw config": '`models.providers.<id>.models[].id: "qwen3:8b"`, as the server lists it',
      },
      because: "the wrong id is in the config",
    },
  },
  config: {
    run: each(allRows, ({ provider, row }, context) => {
      const prefix = `${provider.id}/`;
      if (provider.local !== true || !row.id.startsWith(prefix) || row.id.length === prefix.length)
        return null;
      // "qwen/qwen3" under a provider "qwen" is a vendor's id, unless a ref uses the prefix as the provider.
      const isNamed = callingRefs(context).some((use) => use.ref === row.id);
      if (!SERVER_NAME.test(provider.id) && !isNamed) return null;
      const id = row.id.slice(prefix.length);
      const edits: FixEdit[] = [{ op: "set", path: [...row.path, "id"], value: id }];
      for (const use of context.view.refs)
        if (use.ref === row.ref && use.kind !== "alias-map")
          edits.push({ op: "set", path: use.path, value: row.id });
      return {
        at: [...row.path, "id"],
        target: row.id,
        guess: true,
        message: `The model id repeats the provider: the server is asked for "${row.id}"`,
        fixHint: `use "${id}", unless the server itself lists the longer name`,
        fix: fixOf({ edits }),
      };
    }),
  },
  server: {
    stage: "listed",
    after: ["no-model-served"],
    run: skipWhere(
      ({ facts }) => (facts.state.status === "ready" ? null : "the model list is not known"),
      perModel((subject) => {
        const { state, provider } = subject.facts;
        const { row, served, id: asked } = subject.model;
        const prefix = `${provider?.id ?? ""}/`;
        if (served !== null || row === null || prefix === "/" || !asked.startsWith(prefix)) return null;
        const id = asked.slice(prefix.length);
        if (!state.models.some((one) => one.id === id || one.aliases.includes(id))) return null;
        return aboutModel(subject, "id", {
          // a server that accepts any model name hides the mistake
          severity: answersAnyName(subject) ? "warning" : biteOf(subject),
          message: `OpenClaw asks ${ProductName(state)} for ${asked}, but it has ${id}: the id repeats the provider`,
          evidence: evidence({ wanted: asked, served: id }),
          fixHint: `set the model's id to ${id}`,
          fix: fixOf({ edits: renamed(subject, id) }),
        });
      }),
    ),
  },
});

/** Fixes the row's id and the refs that repeat the prefix, so that `provider/id` names the row. */
function renamed(subject: Subject, id: string): FixEdit[] {
  const { refs, ref, id: asked } = subject.model;
  const uses = refs.filter((use) => use.ref === ref && use.kind !== "alias-map");
  return [...setEdits(rowPath(subject, "id"), id), ...uses.flatMap((use) => setEdits(use.path, asked))];
}
