import { formatPath } from "../../core/path.ts";
import { isLocalRow, isReadVersion, namedRows, rowKey } from "../support/config-local.ts";
import { effectiveApi, type Row } from "../support/config-refs.ts";
import type { Rule } from "./types.ts";

/** A role that most local chat templates do not know. */
export const developerRoleRejected: Rule = {
  id: "developer-role-rejected",
  title: "Developer role for a local model",
  severity: "warning",
  doc: {
    what: "A local model in use has `reasoning: true` and goes through `openai-responses` without `compat.supportsDeveloperRole: false`. LM Studio, gpt-oss models and vLLM (which has a finding of its own there) are left out.",
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
  },
  run(context) {
    if (!isReadVersion(context)) return [];
    return namedRows(context).flatMap((found) => {
      const { provider, row } = found;
      if (row.reasoning !== true || effectiveApi(found) !== "openai-responses" || knowsRole(found)) return [];
      // true says that the server knows the role
      if (rowKey(context, found, "compat", "supportsDeveloperRole") !== undefined) return [];
      const at = [...row.path, "compat", "supportsDeveloperRole"];
      return [
        {
          at: [...row.path, "reasoning"],
          target: row.ref,
          endpoint: provider.baseUrl,
          message: `OpenClaw sends its instructions to ${row.ref} in the role "developer", which local chat templates may refuse`,
          fixHint: "set compat.supportsDeveloperRole to false",
          fix: {
            commands: [],
            // "system" is understood by every server
            edits: [{ op: "set", path: formatPath(at), value: false }],
            safe: true,
          },
        },
      ];
    });
  },
};

/** What is no local proxy, what takes the role, and what another rule tells to leave this route. */
function knowsRole(found: Row): boolean {
  const { provider, row } = found;
  if (!isLocalRow(found) || /^(?:lmstudio|vllm)\b/i.test(provider.id) || /gpt-oss/i.test(row.id)) return true;
  // LM Studio under another name
  return provider.baseUrl !== null && /:1234(?:\/|$)/.test(provider.baseUrl);
}
