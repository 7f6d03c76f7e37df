import { type Finding, isSafe } from "../../core/finding.ts";
import { once } from "../../core/once.ts";
import { formatPath } from "../../core/path.ts";
import { bundledVersions } from "../../openclaw/schema/load.ts";
import { schemaCheck } from "../support/config-schema.ts";
import type { ConfigContext } from "../types.ts";

const HINT =
  "an older OpenClaw accepts the present form, so --fix makes this change only with --openclaw-version";

/**
 * Where the OpenClaw version is assumed, the fix of what only newer ones refuse is a choice: the config may work with an
 * older one, which would refuse the new form.
 */
export function withoutVersionGuesses(context: ConfigContext, findings: readonly Finding[]): Finding[] {
  if (context.openclaw.source !== "default") return [...findings];
  const refused = once(() => placesRefusedBy(context, context.openclaw.version));
  const byAll = once(() => bundledVersions().map((version) => placesRefusedBy(context, version)));
  return findings.map((finding) => {
    const { path, fix, fixHint } = finding;
    if (path === null || fix === null || !isSafe(finding)) return finding;
    const place = formatPath(path);
    if (!refused().has(place) || byAll().every((places) => places.has(place))) return finding;
    return {
      ...finding,
      fix: { ...fix, safe: false },
      fixHint: fixHint === null ? HINT : `${fixHint}; ${HINT}`,
    };
  });
}

function placesRefusedBy(context: ConfigContext, version: string): ReadonlySet<string> {
  const { issues } = schemaCheck({ ...context, openclaw: { version, source: "default" } });
  return new Set(issues.map(({ path }) => formatPath(path)));
}
