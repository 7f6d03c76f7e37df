import { type FixEdit, fixOf, setEdits } from "../../core/finding.ts";
import { listed } from "../../core/words.ts";
import { literalValue, variablesIn } from "../../openclaw/literal.ts";
import { NAMED } from "../support/helps.ts";
import { moveRefs } from "../support/move-refs.ts";
import { aboutModel, biteOf, evidence, perModel, skipWhere } from "../support/outcome.ts";
import { rowPath } from "../support/paths.ts";
import { answersAnyName, ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const modelIdNotServed = defineCheck({
  id: "model-id-not-served",
  title: "The server does not have this model",
  severity: "error",
  doc: {
    what: "The configured model id is neither an id nor an alias in the server's model list.",
    why: "Ids must match exactly, so a missing tag, different case or a quantization suffix causes a 404. Some servers (llama.cpp, SGLang) answer any id with the model they have loaded, which hides the mistake.",
    seen: "{ id: 'qwen3-coder' }   // the server lists qwen/qwen3-coder-30b",
    helps: {
      byServer: NAMED,
      also: { "OpenClaw config": "`models.providers.<id>.models[].id`, with an id of `openclaw-local scan`" },
    },
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
      perModel((subject) => (subject.model.served === null && isKnown(subject) ? notServed(subject) : null)),
    ),
  },
});

/** False for a name with a variable that is not set here, or that holds a key: variable-in-model-name tells of it. */
function isKnown({ model }: Subject): boolean {
  return !variablesIn(model.ref).some((name) => model.id.includes(`\${${name}}`));
}

function notServed(subject: Subject): CheckFinding {
  const { facts, model, context } = subject;
  if (facts.state.traits.includes("lists-some")) return mayBeServed(subject);
  const ids = facts.state.models.filter((m) => m.type !== "embedding").map((m) => m.id);
  // single-model servers ignore the name in a request, so the wrong model may answer
  const indifferent = answersAnyName(subject);
  const suggestion = model.nearest ?? (ids.length === 1 ? (ids[0] ?? null) : null);
  const has = ids.length === 0 ? "no chat model" : listed(ids);
  return aboutModel(subject, "id", {
    severity: indifferent ? "warning" : biteOf(subject),
    message: indifferent
      ? `${ProductName(facts.state)} at ${facts.baseUrl} has no model ${model.id}; it answers every id with what it has loaded (${has})`
      : `${ProductName(facts.state)} at ${facts.baseUrl} has no model ${model.id}; it lists ${has}`,
    evidence: evidence({ wanted: model.id, served: ids.slice(0, 20), nearest: model.nearest }),
    fixHint: hint(subject, suggestion),
    fix: fixOf({
      commands:
        model.nearest === null ? facts.server.pullCommands(model.id, context.platform, facts.state) : [],
      edits: suggestion === null ? [] : renameEdits(subject, suggestion),
    }),
  });
}

/** Its list is not all that it answers. */
function mayBeServed(subject: Subject): CheckFinding {
  const { facts, model, context } = subject;
  return aboutModel(subject, "id", {
    severity: "info",
    status: "unverified",
    message: `${ProductName(facts.state)} at ${facts.baseUrl} does not list ${model.id}, but may answer models that it does not list`,
    evidence: evidence({ wanted: model.id }),
    fixHint: context.deep
      ? "compare the id with the models of the server behind it"
      : "run the doctor with --deep, which asks the model itself",
  });
}

function hint(subject: Subject, suggestion: string | null): string {
  const { server } = subject.facts;
  if (suggestion === null)
    return `write one of the listed ids into the config, or make ${server.label} serve this model under this name`;
  return hasRow(subject, suggestion)
    ? `remove this row and name ${suggestion}, which has a row of its own, where it is referred to`
    : `set the model's id to ${suggestion}, also where it is referred to`;
}

/** The provider's other row with the suggested id: then the old row goes, instead of becoming its twin. */
function hasRow({ facts, model }: Subject, id: string): boolean {
  const rows = facts.provider?.rows ?? [];
  return rows.some((row) => row !== model.row && row.id === literalValue(id));
}

/** Edits the row's id and every ref to it, without a twin of what is there. */
function renameEdits(subject: Subject, id: string): FixEdit[] {
  const { facts, model, context } = subject;
  if (facts.provider === null) return [];
  const path = rowPath(subject);
  const row: FixEdit[] =
    path !== null && hasRow(subject, id)
      ? [{ op: "remove", path }]
      : setEdits(rowPath(subject, "id"), literalValue(id));
  const uses = model.refs.filter((use) => use.kind === "alias-map" || use.ref === model.ref);
  return [...row, ...moveRefs(context.config?.value, uses, `${facts.provider.id}/${literalValue(id)}`)];
}
