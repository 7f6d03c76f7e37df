import { type FixEdit, fixOf, setEdits } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { listed } from "../../core/words.ts";
import type { EndpointFacts } from "../facts.ts";
import { aboutModel, biteOf, evidence, perModel, skipWhere } from "../support/outcome.ts";
import { rowPath } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const modelIdNotServed = defineCheck({
  id: "model-id-not-served",
  title: "The server does not have this model",
  severity: "error",
  doc: {
    what: "The configured model id is neither an id nor an alias in the server's model list.",
    why: "Ids must match exactly, so a missing tag, different case or a quantization suffix causes a 404. Some servers (llama.cpp, SGLang) answer any id with the model they have loaded, which hides the mistake.",
    seen: "{ id: 'qwen3-coder' }   // the server lists qwen/qwen3-coder-30b",
    helps: "{ id: 'qwen/qwen3-coder-30b' }",
  },
  server: {
    stage: "listed",
    after: ["no-model-served", "id-repeats-provider", "model-ref-unresolved"],
    run: skipWhere(
      ({ facts: { state } }) =>
        state.status !== "ready"
          ? "the model list is not known"
          : state.models.length === 0
            ? "the server lists no model"
            : null,
      perModel((subject) => (subject.model.served === null ? notServed(subject) : null)),
    ),
  },
});

function notServed(subject: Subject): CheckFinding {
  const { facts, model, context } = subject;
  const ids = facts.state.models.filter((m) => m.type !== "embedding").map((m) => m.id);
  // single-model servers ignore the name in a request, so the wrong model may answer
  const indifferent = facts.state.traits.includes("any-model-name");
  const suggestion = model.nearest ?? (ids.length === 1 ? (ids[0] ?? null) : null);
  const has = ids.length === 0 ? "no chat model" : listed(ids);
  return aboutModel(subject, "id", {
    severity: indifferent ? "warning" : biteOf(subject),
    message: indifferent
      ? `${ProductName(facts.state)} at ${facts.baseUrl} has no model ${model.id}; it answers every id with what it has loaded (${has})`
      : `${ProductName(facts.state)} at ${facts.baseUrl} has no model ${model.id}; it lists ${has}`,
    evidence: evidence({ wanted: model.id, served: ids.slice(0, 20), nearest: model.nearest }),
    fixHint: hint(facts, suggestion),
    fix: fixOf({
      commands: model.nearest === null ? facts.server.pullCommands(model.id, context.platform) : [],
      edits: suggestion === null ? [] : renameEdits(subject, suggestion),
    }),
  });
}

function hint({ server }: EndpointFacts, suggestion: string | null): string {
  return suggestion === null
    ? `write one of the listed ids into the config, or make ${server.label} serve this model under this name`
    : `set the model's id to ${suggestion}, also where it is referred to`;
}

/** Edits the row's id and every ref to it. A ref that is a key (alias map) is moved with its value. */
function renameEdits(subject: Subject, id: string): FixEdit[] {
  const { facts, model, context } = subject;
  if (facts.provider === null) return [];
  const ref = `${facts.provider.id}/${id}`;
  const moved = model.refs.flatMap((use): FixEdit[] => {
    if (use.kind !== "alias-map") return use.ref === model.ref ? setEdits(use.path, ref) : [];
    const value = getIn(context.config?.value, use.path);
    if (value === undefined) return [];
    return [...setEdits([...use.path.slice(0, -1), ref], value), { op: "remove", path: use.path }];
  });
  return [...setEdits(rowPath(subject, "id"), id), ...moved];
}
