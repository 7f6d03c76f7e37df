import { setFix } from "../../core/finding.ts";
import { answered } from "../../turn/probes/outcome.ts";
import type { ProbeId } from "../../turn/types.ts";
import { aboutProbe, isProvedCure, perProbe, quoted } from "../support/deep.ts";
import { rowPath } from "../support/paths.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const unsupportedParams = defineCheck({
  id: "unsupported-params",
  title: "The server refuses a field of OpenClaw's requests",
  severity: "error",
  doc: {
    what: "The server refuses a request because of a field or a message form that OpenClaw sends.",
    why: "OpenClaw sends store, stream_options, max_completion_tokens and user messages made of parts. Strict servers and proxies answer 400 or 422 instead of ignoring unknown fields.",
    seen: "HTTP 422 \"Unexpected fields in the request: {'stream_options'}\"",
    helps: {
      always: {
        LiteLLM: "`litellm_settings.drop_params: true` in its config.yaml",
        "OpenClaw config":
          "`models.providers.<id>.models[].compat.supportsStore: false`, or the switch that the finding names",
      },
      because: "OpenClaw then leaves the field out",
    },
  },
  turn: {
    stage: "answers",
    after: ["string-content-required", "developer-role-rejected"],
    run: perProbe("answer", (subject, seen) => {
      const { ref, deep } = subject.model;
      if (seen.errorKind === null) return null;
      // the switch with which the same request passed
      const proved = isProvedCure(subject.model, "answer");
      const found = SWITCHES.find(({ probe }) => proved && answered(deep?.probes[probe]));
      if (found === undefined && seen.errorKind !== "params") return null;
      return aboutProbe(subject, seen, {
        message: `The server refuses ${found?.field ?? "a part"} of OpenClaw's request to ${ref}: ${quoted(seen)}`,
        evidence: found && { passesWithout: found.field },
        ...remedy(subject, found),
      });
    }),
  },
});

interface Switch {
  probe: ProbeId;
  /** As in the request. */
  field: string;
  /** The compat key, and the value that makes OpenClaw omit the field. */
  key: string;
  value: string | boolean;
}

const SWITCHES: readonly Switch[] = [
  { probe: "no-stream-options", field: "stream_options", key: "supportsUsageInStreaming", value: false },
  { probe: "max-tokens-field", field: "max_completion_tokens", key: "maxTokensField", value: "max_tokens" },
  { probe: "no-store", field: "store", key: "supportsStore", value: false },
];

function remedy(subject: Subject, found: Switch | undefined): Pick<CheckFinding, "fixHint" | "fix"> {
  const { ignoreFields } = subject.facts.server.hints;
  if (found === undefined) {
    return {
      fixHint:
        ignoreFields ??
        "turn the field off with the matching compat key of the model row, or update the server",
    };
  }
  const set = `set compat.${found.key} to ${JSON.stringify(found.value)} for this model`;
  return {
    fixHint: ignoreFields === null ? set : `${ignoreFields}, or ${set}`,
    fix: setFix(rowPath(subject, "compat", found.key), found.value, {
      safe: "the server refused every turn with this field, and answered the same turn without it",
    }),
  };
}
