import { answered } from "../../turn/probes/outcome.ts";
import type { ProbeId } from "../../turn/types.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import { aboutProbe, forProbes, quoted, rowFix } from "../support/deep.ts";
import { type CheckContext, type CheckFinding, defineCheck } from "../types.ts";

/** A strict server refuses a field that OpenClaw always sends. */
export const unsupportedParams = defineCheck({
  id: "unsupported-params",
  title: "The server refuses a field of OpenClaw's requests",
  severity: "error",
  doc: {
    what: "The server refuses a request because of a field or a message form that OpenClaw sends.",
    why: "OpenClaw sends store, stream_options, max_completion_tokens and user messages made of parts. Strict servers and proxies answer 400 or 422 instead of ignoring what they do not know.",
    seen: "HTTP 422 \"Unexpected fields in the request: {'stream_options'}\"",
    helps:
      "LiteLLM: litellm_settings: { drop_params: true }; OpenClaw: the matching compat switch of the model row.",
  },
  turn: {
    stage: "answers",
    after: ["string-content-required", "developer-role-rejected"],
    run(facts, context) {
      return forProbes(facts, "answer", (model, seen) => {
        const switched = seen.errorKind === null ? undefined : passes(model);
        if (switched === undefined && seen.errorKind !== "params") return null;
        return aboutProbe(facts, model, context, seen, {
          message: `The server refuses ${switched?.field ?? "a part"} of OpenClaw's request to ${model.ref}: ${quoted(seen)}`,
          evidence: switched === undefined ? {} : { passesWithout: switched.field },
          ...remedy(facts, model, context, switched),
        });
      });
    },
  },
});

interface Switch {
  probe: ProbeId;
  /** As in the request. */
  field: string;
  /** Key of compat, and the value that leaves the field out. */
  key: string;
  value: string | boolean;
}

const SWITCHES: readonly Switch[] = [
  { probe: "no-stream-options", field: "stream_options", key: "supportsUsageInStreaming", value: false },
  { probe: "max-tokens-field", field: "max_completion_tokens", key: "maxTokensField", value: "max_tokens" },
  { probe: "no-store", field: "store", key: "supportsStore", value: false },
];

/** The switch with which the same request passed. */
function passes(model: ModelFacts): Switch | undefined {
  return SWITCHES.find(({ probe }) => answered(model.deep?.probes[probe]));
}

function remedy(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
  found: Switch | undefined,
): Pick<CheckFinding, "fixHint" | "fix"> {
  const { ignoreFields } = facts.server.hints;
  if (found === undefined) {
    return {
      fixHint:
        ignoreFields ??
        "switch the field off with the matching compat key of the model row, or update the server",
    };
  }
  const set = `set compat.${found.key} to ${JSON.stringify(found.value)} for this model`;
  return {
    fixHint: ignoreFields === null ? set : `${ignoreFields}, or ${set}`,
    fix: rowFix(facts, model, context, ["compat", found.key], found.value),
  };
}
