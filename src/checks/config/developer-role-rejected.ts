import { setFix } from "../../core/finding.ts";
import { isLocalRow, isReadVersion, namedRows, rowKey } from "../support/config-local.ts";
import { effectiveApi, type Row } from "../support/config-refs.ts";
import { aboutProbe, perRefusal, quoted } from "../support/deep.ts";
import { each } from "../support/each.ts";
import { perModel, UNKNOWN } from "../support/outcome.ts";
import { rowPath } from "../support/paths.ts";
import { defineCheck } from "../types.ts";

/** A role that most local chat templates do not know. */
export const developerRoleRejected = defineCheck({
  id: "developer-role-rejected",
  title: "Developer role for a local model",
  severity: "warning",
  doc: {
    what: 'A local model in use has `reasoning: true` and goes through `openai-responses` without `compat.supportsDeveloperRole: false`. LM Studio, gpt-oss models and vLLM (which has its own check) are exempt. `doctor --deep` also reports a server that refuses instructions in the role "developer" but answers the same turn with "system".',
    why: 'For reasoning models on that route, OpenClaw sends its instructions in the role "developer" instead of "system". Many chat templates refuse that role ("Unexpected message role") or drop the message.',
    bad: `{
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-responses",
    models: [{ id: "qwen3", name: "Qwen3", reasoning: true, contextWindow: 65536 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-responses",
    models: [{ id: "qwen3", name: "Qwen3", reasoning: true, contextWindow: 65536, compat: { supportsDeveloperRole: false } }],
  } } },
}`,
    seen: 'HTTP 400 "Unexpected message role."',
    helps: {
      always: { "OpenClaw config": "`models.providers.<id>.models[].compat.supportsDeveloperRole: false`" },
      because: 'OpenClaw then sends the role "system", which all of them take',
    },
  },
  config: {
    run: each(namedRows, (found, context) => {
      if (!isReadVersion(context)) return null;

      const { provider, row } = found;
      if (row.reasoning !== true || effectiveApi(found) !== "openai-responses" || knowsRole(found))
        return null;
      // true means that the server supports the role
      if (rowKey(context, found, "compat", "supportsDeveloperRole") !== undefined) return null;
      return {
        at: [...row.path, "reasoning"],
        target: row.ref,
        guess: true,
        endpoint: provider.baseUrl,
        message: `OpenClaw sends its instructions to ${row.ref} in the role "developer", which local chat templates may refuse`,
        fixHint: "set compat.supportsDeveloperRole to false",
        // not safe: a guess from the config alone
        fix: setFix([...row.path, "compat", "supportsDeveloperRole"], false),
      };
    }),
  },
  server: {
    stage: "answers",
    // these accept the role, or have their own check, whatever the provider is called
    run: perModel(({ facts }) =>
      facts.state.kind === "lmstudio" || facts.state.kind === "vllm" ? null : UNKNOWN,
    ),
  },
  turn: {
    severity: "error",
    stage: "answers",
    run: perRefusal("answer", "system-role", (subject, seen) =>
      aboutProbe(subject, seen, {
        message: `The server of ${subject.model.ref} refuses the role "developer", which OpenClaw uses for its instructions: ${quoted(seen)}`,
        evidence: { withSystemRole: "answered" },
        fixHint: "set compat.supportsDeveloperRole to false for this model",
        fix: setFix(rowPath(subject, "compat", "supportsDeveloperRole"), false, {
          safe: "the server refused every turn with this role, and answered the same turn without it",
        }),
      }),
    ),
  },
});

/** Exempt: hosted models, models that accept the role, and vLLM, which has its own check for this route. */
function knowsRole(found: Row): boolean {
  const { provider, row } = found;
  if (!isLocalRow(found) || /^(?:lmstudio|vllm)\b/i.test(provider.id) || /gpt-oss/i.test(row.id)) return true;
  // LM Studio under another name
  return provider.baseUrl !== null && /:1234(?:\/|$)/.test(provider.baseUrl);
}
