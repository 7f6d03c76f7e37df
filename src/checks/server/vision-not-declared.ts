import type { FixEdit } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { isPluginProvider } from "../../openclaw/providers.ts";
import { aboutModel, evidence, forModels } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import type { Check, CheckContext, EndpointFacts, ModelFacts } from "./types.ts";

/** The config and the server disagree on whether the image model can see. */
export const visionNotDeclared: Check = {
  id: "vision-not-declared",
  title: "Config and server disagree on the image model",
  severity: "warning",
  stage: "listed",
  deep: false,
  after: ["model-id-not-served", "id-repeats-provider"],
  doc: {
    what: "imageModel names a model that can see, by what the server says, but whose input does not list image; or one that the server says cannot.",
    why: "OpenClaw goes by input and refuses the picture (“Model does not support images”) although the model could read it. The other way round the server refuses it.",
    bad: "{ id: 'qwen3-vl', input: ['text'] }   // server: capabilities.vision true",
    good: "{ id: 'qwen3-vl', input: ['text', 'image'] }",
  },
  run(facts, context) {
    return forModels(facts, (model) => judge(facts, model, context));
  },
};

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const { row, served } = model;
  // A PDF model need not see, and a chat model may well be meant for text only: only imageModel is a promise.
  const use = model.refs.find((one) => one.kind === "image" && one.path.includes("imageModel"));
  const vision = served?.capabilities.vision ?? null;
  if (use === undefined || row === null || vision === null) return null;
  // OpenClaw completes a row of its own providers from their catalogue.
  const completed = row.input === null && isPluginProvider(facts.provider?.id ?? "");
  const said = evidence({ vision, input: row.input });
  if (!vision) {
    return {
      ...aboutModel(facts, model, context, null, {
        message: `imageModel is ${model.ref}, and ${ProductName(facts.state)} says that it cannot read images`,
        evidence: said,
        fixHint: canSee(facts),
      }),
      at: use.path,
    };
  }
  if (completed || row.input?.includes("image")) return null;
  const path = context.pathOf(facts, model, "input");
  const edits: FixEdit[] =
    path === null
      ? []
      : [{ op: "set", path: formatPath(path), value: [...(row.input ?? ["text"]), "image"] }];
  return aboutModel(facts, model, context, row.input === null ? null : "input", {
    message: `${ProductName(facts.state)} says that ${model.ref} can read images, but its input in the config does not list image`,
    evidence: said,
    fixHint: 'add "image" to its input',
    fix: edits.length > 0 ? { commands: [], edits, safe: true } : null,
  });
}

function canSee({ state }: EndpointFacts): string {
  const seeing = state.models.filter((one) => one.capabilities.vision === true).map((one) => one.id);
  const [first] = seeing;
  return first === undefined ? "name a model that can see" : `name a model that can see, such as ${first}`;
}
