import type { LoadedConfig } from "../../config/read/types.ts";
import { fixOf } from "../../core/finding.ts";
import { getIn, isObject, type JsonObject } from "../../core/json.ts";
import { neutralize } from "../../core/text.ts";
import { listed } from "../../core/words.ts";
import { type ConfigCopy, configCopies } from "../../machine/facts/config-copies.ts";
import { isLocalUrl } from "../../openclaw/locality.ts";
import { collectRefs } from "../../openclaw/refs.ts";
import { ran, skipped } from "../support/outcome.ts";
import { type CheckFinding, defineCheck } from "../types.ts";

/** Older copies are ignored, in ms. */
const RECENT_MS = 30 * 24 * 60 * 60 * 1000;

export const configClobbered = defineCheck({
  id: "config-clobbered",
  title: "The config was replaced and lost providers",
  severity: "warning",
  doc: {
    what: "Next to the config is an older version of it (`openclaw.json.clobbered.*`, `openclaw.json.bak*`) with a local provider that the config no longer has. A backup counts only when the config still names the provider's models, or has no local provider left.",
    why: "`openclaw doctor --fix`, updates and wizards can replace a config that they cannot read with an older one. Everything added since is then lost.",
    seen: "openclaw.json.clobbered.2026-11-20T10-00-00Z holds models.providers.local, openclaw.json does not",
    helps:
      "`openclaw-local restore openclaw.json.clobbered.2026-11-20T10-00-00Z`, which shows the difference first",
  },
  machine: {
    async run(world) {
      const { config } = world;
      if (config === null) return skipped("there is no config");
      const copies = await configCopies.of(world);
      if (!copies.known) return skipped(copies.reason);
      const since = world.now() - RECENT_MS;
      for (const kind of ["replaced", "backup"] as const) {
        const [newest] = copies.value.filter((copy) => copy.kind === kind);
        if (newest === undefined || newest.writtenAtMs < since) continue;
        const lost = lostProviders(newest, config.value);
        if (lost.length > 0) return ran(finding(newest, lost, config));
      }
      return ran();
    },
  },
});

function finding(copy: ConfigCopy, lost: readonly string[], config: LoadedConfig): CheckFinding {
  const what = lost.length === 1 ? "the provider" : "the providers";
  const names = listed(lost.map((id) => neutralize(id, 60)));
  return {
    message: `The config lost ${what} ${names}, which ${copy.name} still has`,
    at: ["models", "providers"],
    target: lost.length === 1 ? names : null,
    evidence: { copy: copy.name, providers: [...lost], written: new Date(copy.writtenAtMs).toISOString() },
    fixHint: "review the difference and restore the old version, or copy the provider over",
    fix: fixOf({
      commands: [`openclaw-local restore ${quote(copy.name)} --config ${quote(config.main.path)}`],
    }),
  };
}

/** For a POSIX shell and PowerShell alike. */
function quote(text: string): string {
  return /^[\w./:\\-]+$/.test(text) ? text : `'${text.replaceAll("'", "")}'`;
}

function lostProviders(copy: ConfigCopy, now: JsonObject): string[] {
  const present = providersOf(now);
  const lost = localProviders(copy.value).filter((id) => !Object.hasOwn(present, id));
  // a provider that was removed on purpose is in the last backup too
  if (copy.kind === "replaced" || localProviders(now).length === 0) return lost;
  const named = collectRefs(now).map((use) => use.ref);
  return lost.filter((id) => named.some((ref) => ref.startsWith(`${id}/`)));
}

function providersOf(value: JsonObject): JsonObject {
  const providers = getIn(value, ["models", "providers"]);
  return isObject(providers) ? providers : {};
}

function localProviders(value: JsonObject): string[] {
  return Object.entries(providersOf(value)).flatMap(([id, provider]) => {
    const url = getIn(provider, ["baseUrl"]);
    return typeof url === "string" && isLocalUrl(url) ? [id] : [];
  });
}
