import { setFix } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { isPluginProvider } from "../../openclaw/providers.ts";
import type { EndpointFacts } from "../facts.ts";
import { rowOfRef } from "../support/config-local.ts";
import { each, refs } from "../support/each.ts";
import { localProvider } from "../support/example.ts";
import { aboutModel, evidence, perModel } from "../support/outcome.ts";
import { rowPath } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

/** A text-only row as the model for images. */
export const visionNotDeclared = defineCheck({
  id: "vision-not-declared",
  title: "Image model that accepts no images",
  severity: "warning",
  doc: {
    what: '`imageModel` names a model whose `input` does not list "image". In a custom local provider, a row without `input` counts as text only. `doctor` reports it when the server says that the model supports images, and also reports an `imageModel`, or a row with "image" in its `input`, of which the server says that the model does not.',
    why: 'OpenClaw goes by `input`, not by what the model can do. It refuses the image with "Model does not support images", even if the model could read it, and sends it to a model that cannot, whose server then refuses the turn.',
    bad: localProvider(
      'models: [{ id: "qwen3-vl", name: "Qwen3 VL", input: ["text"], contextWindow: 65536 }],',
      'agents: { defaults: { model: "local/qwen3-vl", imageModel: "local/qwen3-vl" } },',
    ),
    good: localProvider(
      'models: [{ id: "qwen3-vl", name: "Qwen3 VL", input: ["text", "image"], contextWindow: 65536 }],',
      'agents: { defaults: { model: "local/qwen3-vl", imageModel: "local/qwen3-vl" } },',
    ),
    seen: "{ id: 'qwen3-vl', input: ['text'] }   // server: capabilities.vision true",
    helps: {
      always: { "OpenClaw config": '`models.providers.<id>.models[].input: ["text", "image"]`' },
      because: "OpenClaw goes by the config",
    },
  },
  config: {
    run: each(refs, (use, context) => {
      // A PDF model need not support images: OpenClaw extracts the text if it can.
      if (use.kind !== "image" || !use.path.includes("imageModel")) return null;
      const found = rowOfRef(context, use.ref);
      if (found === null) return null;
      const { provider, row } = found;
      // OpenClaw completes the rows of its own providers from their catalog; a custom one is ["text"] (read in 2026.9.6).
      const isCompleted = isPluginProvider(provider.id) || provider.local !== true;
      if (row.input?.includes("image") ?? isCompleted) return null;
      const input = [...row.path, "input"];
      return {
        at: use.path,
        target: row.ref,
        message: `${row.ref} accepts no images: its input is ${row.input === null ? "not set, which means text only" : "text only"}`,
        evidence: { input: row.input, path: formatPath(input) },
        fixHint: 'add "image" to its input if the model supports images, else name one that does',
        fix: setFix(input, [...(row.input ?? ["text"]), "image"]),
      };
    }),
  },
  server: {
    stage: "listed",
    after: ["model-id-not-served", "id-repeats-provider"],
    run: perModel(judge),
  },
});

function judge(subject: Subject): CheckFinding | null {
  const { facts, model } = subject;
  const { row, served } = model;
  // A PDF or chat model may be meant for text only; only imageModel requires images.
  const use = model.refs.find((one) => one.kind === "image" && one.path.includes("imageModel"));
  const vision = served?.capabilities.vision ?? null;
  if (row === null || vision === null) return null;
  if (use === undefined) return vision ? null : promised(subject, row.input);
  const said = evidence({ vision, input: row.input });
  if (!vision) {
    return aboutModel(subject, null, {
      at: use.path,
      message: `imageModel is ${model.ref}, and ${ProductName(facts.state)} says that it cannot read images`,
      evidence: said,
      fixHint: canSee(facts),
    });
  }
  // OpenClaw completes the rows of its own providers from their catalog.
  const completed = row.input === null && isPluginProvider(facts.provider?.id ?? "");
  if (completed || row.input?.includes("image")) return null;
  return aboutModel(subject, row.input === null ? null : "input", {
    message: `${ProductName(facts.state)} says that ${model.ref} can read images, but its input in the config does not list image`,
    evidence: said,
    fixHint: 'add "image" to its input',
    fix: setFix(rowPath(subject, "input"), [...(row.input ?? ["text"]), "image"], {
      safe: "OpenClaw refuses every image for imageModel now, and the server itself says that the model reads images",
    }),
  });
}

/** The config promises images for a model that the server says cannot see. */
function promised(subject: Subject, input: readonly string[] | null): CheckFinding | null {
  if (!input?.includes("image")) return null;
  const { facts, model } = subject;
  return aboutModel(subject, "input", {
    severity: model.used ? "warning" : "info",
    message: `The config promises images for ${model.ref}, but ${ProductName(facts.state)} says that it cannot read them`,
    evidence: evidence({ vision: false, input: [...input] }),
    fixHint: 'remove "image" from its input, so that OpenClaw has another model describe pictures',
    // the server's list may be incomplete
    fix: setFix(
      rowPath(subject, "input"),
      input.filter((one) => one !== "image"),
    ),
  });
}

function canSee({ state }: EndpointFacts): string {
  const seeing = state.models.find((one) => one.capabilities.vision === true);
  return `name a model that supports images${seeing === undefined ? "" : `, such as ${seeing.id}`}`;
}
