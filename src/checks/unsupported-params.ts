import { formatPath } from "../core/path.ts";
import { aboutProbe, forProbes, quoted } from "./support/deep.ts";
import type { AnswerProbe, Check, CheckContext, EndpointFacts, ModelFacts } from "./types.ts";

/** A strict server refuses a field that OpenClaw always sends. */
export const unsupportedParams: Check = {
  id: "unsupported-params",
  title: "The server refuses a field of OpenClaw's requests",
  severity: "error",
  stage: "answers",
  deep: true,
  doc: {
    what: "The server refuses a request because of a field or a message form that OpenClaw sends.",
    why: "OpenClaw sends store, stream_options, max_completion_tokens and user messages made of parts. Strict servers and proxies answer 400 or 422 instead of ignoring what they do not know.",
    bad: "HTTP 422 \"Unexpected fields in the request: {'stream_options'}\"",
    good: "LiteLLM: litellm_settings: { drop_params: true }; OpenClaw: the matching compat switch of the model row.",
  },
  run(facts, context) {
    return forProbes(facts, "answer", (model, seen) => {
      if (seen.errorKind !== "params") return null;
      return aboutProbe(facts, model, context, seen, {
        message: `The server refuses a part of OpenClaw's request to ${model.ref}: ${quoted(seen)}`,
        ...remedy(facts, model, context, seen),
      });
    });
  },
};

function remedy(facts: EndpointFacts, model: ModelFacts, context: CheckContext, seen: AnswerProbe) {
  if (facts.state.kind === "litellm") {
    return { fixHint: "set litellm_settings: { drop_params: true } in LiteLLM's config.yaml" };
  }
  const path = context.pathOf(facts, model, "compat", "requiresStringContent");
  if (path !== null && /content must be a string/i.test(seen.error ?? "")) {
    return {
      fixHint: "set compat.requiresStringContent to true for this model",
      fix: {
        commands: [],
        edits: [{ op: "set" as const, path: formatPath(path), value: true }],
        safe: true,
      },
    };
  }
  return {
    fixHint: "switch the field off with the matching compat key of the model row, or update the server",
  };
}
