import { fixOf } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { listed } from "../../core/words.ts";
import { gatewayProcess } from "../../machine/facts/gateway-process.ts";
import { type Service, service } from "../../machine/facts/service.ts";
import { launchdVariables, systemdVariables } from "../../machine/facts/service-manager.ts";
import type { HostWorld } from "../../machine/facts/types.ts";
import { ran, skipped } from "../support/outcome.ts";
import { usedVariables } from "../support/variables.ts";
import { defineCheck } from "../types.ts";

/** Variables that every service manager sets itself. */
const EVERYWHERE = ["HOME", "USER", "LOGNAME", "SHELL", "PATH", "TMPDIR", "LANG", "PWD"];

export const envNotInService = defineCheck({
  id: "env-not-in-service",
  title: "The service does not have a variable that the config needs",
  severity: "warning",
  doc: {
    what: "The config refers to a variable that is set in this shell but not in OpenClaw's `.env`, the config's `env.vars`, the definition of OpenClaw's service or its service manager. Only names are compared and shown.",
    why: "launchd and systemd do not read the shell's profile. OpenClaw works when it is started manually, but its service sends the literal text `${NAME}` as the key.",
    seen: 'apiKey: "${LOCAL_LLM_KEY}", exported in ~/.bashrc only',
    helps: "`LOCAL_LLM_KEY=…` in `~/.openclaw/.env`, then `openclaw gateway restart`",
  },
  machine: {
    async run(world) {
      const { config, shellEnv, fileEnv, inUse } = world;
      if (config === null || !inUse) return skipped("it is not the config that OpenClaw uses here");
      if (importsShell(world)) return skipped("OpenClaw imports the variables of the login shell");
      const missing = usedVariables(config.value).filter(
        (name) => !EVERYWHERE.includes(name) && shellEnv[name] && !fileEnv[name],
      );
      if (missing.length === 0) return ran();
      const installed = await service.of(world);
      if (!installed.known) return skipped(installed.reason);
      if (installed.value === null) return skipped("OpenClaw is not installed as a service");
      if (installed.value.incomplete) return skipped("not all variables of the service can be read");
      const absent = await notInService(world, installed.value, missing);
      if (typeof absent === "string") return skipped(absent);
      if (absent.length === 0) return ran();
      const one = absent.length === 1;
      return ran({
        message: `OpenClaw's service does not have ${listed(absent)}, which the config needs and only this shell has`,
        target: one ? (absent[0] ?? null) : null,
        evidence: { variables: absent, service: installed.value.file },
        fixHint: `put ${one ? "it" : "them"} into ~/.openclaw/.env, which the service reads as well, then restart the gateway`,
        fix: fixOf({ commands: commandsFor(absent, world) }),
      });
    },
  },
});

function importsShell({ config, shellEnv }: HostWorld): boolean {
  const set = /^(?:1|true|yes|on)$/i.test(shellEnv["OPENCLAW_LOAD_SHELL_ENV"] ?? "");
  return set || getIn(config?.value, ["env", "shellEnv", "enabled"]) === true;
}

/** Those of `names` that the service lacks, or a text with the reason why that is not known. */
async function notInService(
  world: HostWorld,
  own: Service,
  names: readonly string[],
): Promise<string[] | string> {
  const running = await gatewayProcess.of(world);
  // the running process is the best source
  const variables = running.known ? running.value?.variables : null;
  if (variables != null) return names.filter((name) => !variables.has(name));
  const left = names.filter((name) => !own.variables.has(name));
  if (left.length === 0) return [];
  if (own.kind === "launchd") {
    const set = await launchdVariables(world, left);
    return left.filter((name) => !set.has(name));
  }
  const manager = await systemdVariables.of(world);
  if (!manager.known || manager.value === null) return "systemd does not report which variables it passes on";
  const handed = manager.value;
  return left.filter((name) => !handed.has(name));
}

/** The commands copy the values from the shell into the file without showing them. */
function commandsFor(names: readonly string[], { host }: HostWorld): string[] {
  const restart = "openclaw gateway restart";
  if (host.platform === "win32") {
    return [...names.map((n) => `Add-Content "$HOME\\.openclaw\\.env" "${n}=$env:${n}"`), restart];
  }
  const lines = names.map((n) => `printf '${n}=%s\\n' "$${n}" >> ~/.openclaw/.env`);
  return [...lines, "chmod 600 ~/.openclaw/.env", restart];
}
