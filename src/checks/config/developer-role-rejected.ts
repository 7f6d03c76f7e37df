import { answered } from "../../turn/probes/outcome.ts";
import { isLocalRow, isReadVersion, namedRows, rowKey } from "../support/config-local.ts";
import { effectiveApi, type Row } from "../support/config-refs.ts";
import { aboutProbe, forProbes, quoted, rowFix } from "../support/deep.ts";
import { defineCheck } from "../types.ts";

/** A role that most local chat templates do not know. */
export const developerRoleRejected = defineCheck({
  id: "developer-role-rejected",
  title: "Developer role for a local model",
  severity: "warning",
  doc: {
    what: 'A local model in use has `reasoning: true` and goes through `openai-responses` without `compat.supportsDeveloperRole: false`. LM Studio, gpt-oss models and vLLM (which has a finding of its own there) are left out. On a running server: instructions in the role "developer" are refused; the same turn with "system" is answered.',
    why: 'For reasoning models on that route OpenClaw sends its instructions as role "developer" instead of "system". Chat templates of other makers refuse it ("Unexpected message role") or leave it out.',
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
    helps: "models.providers.<id>.models[]: { compat: { supportsDeveloperRole: false } }",
  },
  config: {
    run(context) {
      if (!isReadVersion(context)) return [];
      return namedRows(context).flatMap((found) => {
        const { provider, row } = found;
        if (row.reasoning !== true || effectiveApi(found) !== "openai-responses" || knowsRole(found))
          return [];
        // true says that the server knows the role
        if (rowKey(context, found, "compat", "supportsDeveloperRole") !== undefined) return [];
        const at = [...row.path, "compat", "supportsDeveloperRole"];
        return [
          {
            at: [...row.path, "reasoning"],
            target: row.ref,
            guess: true,
            endpoint: provider.baseUrl,
            message: `OpenClaw sends its instructions to ${row.ref} in the role "developer", which local chat templates may refuse`,
            fixHint: "set compat.supportsDeveloperRole to false",
            fix: {
              commands: [],
              // "system" is understood by every server
              edits: [{ op: "set", path: at, value: false }],
              safe: true,
            },
          },
        ];
      });
    },
  },
  turn: {
    severity: "error",
    stage: "answers",
    run(facts, context) {
      return forProbes(facts, "answer", (model, seen) => {
        if (seen.errorKind === null || !answered(model.deep?.probes["system-role"])) return null;
        return aboutProbe(facts, model, context, seen, {
          message: `The server of ${model.ref} refuses the role "developer", in which OpenClaw gives its instructions: ${quoted(seen)}`,
          evidence: { withSystemRole: "answered" },
          fixHint: "set compat.supportsDeveloperRole to false for this model",
          fix: rowFix(facts, model, context, ["compat", "supportsDeveloperRole"], false),
        });
      });
    },
  },
});

/** What is no local proxy, what takes the role, and what another rule tells to leave this route. */
function knowsRole(found: Row): boolean {
  const { provider, row } = found;
  if (!isLocalRow(found) || /^(?:lmstudio|vllm)\b/i.test(provider.id) || /gpt-oss/i.test(row.id)) return true;
  // LM Studio under another name
  return provider.baseUrl !== null && /:1234(?:\/|$)/.test(provider.baseUrl);
}
