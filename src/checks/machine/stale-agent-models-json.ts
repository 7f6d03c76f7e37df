import { trimSlashes } from "../../core/address.ts";
import { fixOf } from "../../core/finding.ts";
import { asString, getIn } from "../../core/json.ts";
import { neutralize } from "../../core/text.ts";
import { listed } from "../../core/words.ts";
import { agentModels } from "../../machine/facts/agent-models.ts";
import type { HostWorld } from "../../machine/facts/types.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { ran, skipped } from "../support/outcome.ts";
import { type CheckFinding, defineCheck } from "../types.ts";

/** Since this version the config wins (measured on 2026.5.28, 2026.6.11, 2026.7.1 and 2026.9.6). */
const FIXED_IN = "2026.5.28";

export const staleAgentModelsJson = defineCheck({
  id: "stale-agent-models-json",
  title: "An agent keeps an outdated provider address",
  severity: "warning",
  doc: {
    what: "OpenClaw is older than 2026.5.28, and `agents/<id>/agent/models.json` in its state folder has another `baseUrl` for a provider than the config. Newer versions use the config (measured).",
    why: "In the older versions the agent's file wins, so correcting the address in the config has no effect.",
    seen: "models.json: http://127.0.0.1:1234, openclaw.json: http://127.0.0.1:1234/v1",
    helps: "remove the provider from models.json, then `openclaw gateway restart`: OpenClaw writes it again",
  },
  machine: {
    async run(world, { view, openclaw }) {
      if (view === null || !world.inUse) return skipped("it is not the config that OpenClaw uses here");
      if (compareVersions(openclaw.version, FIXED_IN) >= 0)
        return skipped("this OpenClaw version uses the config");
      if (view.mode === "replace") return skipped("with models.mode replace the config wins");
      const agents = await agentModels.of(world);
      if (!agents.known) return skipped(agents.reason);
      const findings = view.providers.flatMap((provider): CheckFinding[] => {
        const written = asString(getIn(world.config?.value, [...provider.path, "baseUrl"]));
        if (written === undefined || written.includes("$")) return [];
        const stale = agents.value.filter((agent) => {
          const kept = asString(getIn(agent.value, ["providers", provider.id, "baseUrl"]));
          return kept !== undefined && trimSlashes(kept) !== trimSlashes(written);
        });
        return stale.length === 0 ? [] : [finding(world, [...provider.path, "baseUrl"], provider.id, stale)];
      });
      return ran(findings);
    },
  },
});

function finding(
  { host }: HostWorld,
  at: (string | number)[],
  id: string,
  stale: readonly { agent: string; path: string }[],
): CheckFinding {
  const names = stale.map((one) => neutralize(one.agent, 60));
  return {
    message:
      names.length === 1
        ? `The agent ${names[0]} keeps another address of the provider ${id} in its models.json, which wins over the config`
        : `The agents ${listed(names)} keep another address of the provider ${id} in their models.json, which wins over the config`,
    at,
    target: id,
    evidence: { files: stale.map((one) => one.path) },
    fixHint: `move ${names.length === 1 ? "that file" : "those files"} away and restart the gateway: OpenClaw recreates ${names.length === 1 ? "it" : "them"} from the config`,
    fix: fixOf({
      commands: [
        ...stale.map(({ path }) =>
          host.platform === "win32" ? `Rename-Item '${path}' models.json.old` : `mv '${path}' '${path}.old'`,
        ),
        "openclaw gateway restart",
      ],
    }),
  };
}
