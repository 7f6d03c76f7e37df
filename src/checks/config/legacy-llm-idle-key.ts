import { type FixEdit, fixOf, setEdits } from "../../core/finding.ts";
import { asCount, getIn } from "../../core/json.ts";
import { issuesOf } from "../support/config-schema.ts";
import { providerKey } from "../support/config-text.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** `agents.defaults.llm.idleTimeoutSeconds` existed in a few releases around 2026.4. */
export const legacyLlmIdleKey = defineCheck({
  id: "legacy-llm-idle-key",
  title: "agents.defaults.llm was removed",
  severity: "error",
  doc: {
    what: "The config has `agents.defaults.llm` (usually `idleTimeoutSeconds`), once a popular remedy for slow local models. OpenClaw no longer supports it.",
    why: "It makes the config invalid. To give a slow model more time, set `timeoutSeconds` on its provider.",
    bad: localProvider(QWEN, "agents: { defaults: { llm: { idleTimeoutSeconds: 600 } } },"),
    good: localProvider(`timeoutSeconds: 600,
models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],`),
  },
  config: {
    run: each(issuesOf("legacy-llm-idle-key"), ({ path }, context) => ({
      at: path,
      atKey: true,
      message: `OpenClaw ${context.openclaw.version} has no agents.defaults.llm`,
      fixHint: "remove it and set timeoutSeconds in the provider",
      fix: fixOf({ edits: edits(context) }),
    })),
  },
});

function edits(context: ConfigContext): FixEdit[] {
  const seconds = asCount(getIn(context.config.value, ["agents", "defaults", "llm", "idleTimeoutSeconds"]));
  const remove: FixEdit = { op: "remove", path: ["agents", "defaults", "llm"] };
  if (seconds === undefined) return [remove];
  const local = context.view.providers.filter(
    (p) => p.local === true && providerKey(context, p, "timeoutSeconds") === undefined,
  );
  return [remove, ...local.flatMap(({ path }) => setEdits([...path, "timeoutSeconds"], seconds))];
}
