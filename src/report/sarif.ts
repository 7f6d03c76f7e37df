import { createHash } from "node:crypto";
import type { Finding, Severity } from "../core/finding.ts";
import { type Json, type JsonObject, jsonObject } from "../core/json.ts";
import { formatPath } from "../core/path.ts";
import type { CheckInfo, Report, ReportContext } from "../core/report.ts";
import { stringify } from "./json.ts";
import { homesOf, seenFrom, withoutHome } from "./parts/paths.ts";
import { oneLine } from "./parts/safe.ts";

const LEVELS: Record<Severity, string> = { error: "error", warning: "warning", info: "note" };

/**
 * SARIF 2.1.0 for code scanning: one run, the checks as rules, no snippets (a config contains secrets). Unverified findings
 * are of kind "open", for which the standard requires the level "none".
 */
export function sarif(report: Report, context: ReportContext): string {
  const rules = ruleList(report, context.checks);
  const homes = homesOf(report);
  const fingerprint = createFingerprints();
  const results = report.findings.map((finding) => {
    const location = locationOf(finding, report, context.cwd, homes);
    const place = location === null ? "" : String(location.uri);
    return resultOf(finding, rules, location, fingerprint(finding, place), homes);
  });
  return `${stringify({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            version: report.tool.version,
            rules: rules.map(ruleOf),
          },
        },
        invocations: [{ executionSuccessful: true }],
        originalUriBaseIds: {
          [ROOT]: { description: { text: "The folder that was checked." } },
          [HOME]: { description: { text: "The home directory of the user." } },
        },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  })}\n`;
}

const ROOT = "%SRCROOT%";
const HOME = "%HOME%";

/** All checks that were run, and those named only by a finding (a config that cannot be parsed). */
function ruleList(report: Report, checks: readonly CheckInfo[]): CheckInfo[] {
  const rules = new Map(checks.map((check) => [check.id, check]));
  for (const { checkId, severity } of report.findings) {
    if (!rules.has(checkId)) rules.set(checkId, { id: checkId, title: checkId, severity, what: checkId });
  }
  return [...rules.values()];
}

function ruleOf(check: CheckInfo): Json {
  return {
    id: check.id,
    shortDescription: { text: oneLine(check.title) },
    fullDescription: { text: oneLine(check.what) },
    help: { text: `openclaw-local explain ${check.id}` },
    defaultConfiguration: { level: LEVELS[check.severity] },
  };
}

interface ArtifactLocation {
  uri: string;
  uriBaseId?: string;
}

function resultOf(
  finding: Finding,
  rules: readonly CheckInfo[],
  location: ArtifactLocation | null,
  fingerprint: string,
  homes: readonly string[],
): JsonObject {
  const open = finding.status === "unverified";
  const message = oneLine(finding.message);
  const stop = /[.!?:]$/.test(message) ? "" : ".";
  const hint = finding.fixHint === null ? "" : `${stop} ${oneLine(finding.fixHint)}`;
  const where = physicalAndLogical(finding, location);
  return jsonObject({
    ruleId: finding.checkId,
    ruleIndex: rules.findIndex((rule) => rule.id === finding.checkId),
    kind: open ? "open" : undefined,
    level: open ? "none" : LEVELS[finding.severity],
    message: { text: withoutHome(`${message}${hint}`, homes) },
    locations: where === null ? undefined : [where],
    partialFingerprints: { "ruleAndConfigPath/v1": fingerprint },
  });
}

function physicalAndLogical(finding: Finding, location: ArtifactLocation | null): JsonObject | null {
  const name = nameOf(finding);
  const parts: JsonObject = {};
  if (location !== null) {
    const { file, line, column } = finding;
    const region =
      file === null || line === null
        ? undefined
        : jsonObject({ startLine: line, startColumn: column ?? undefined });
    parts["physicalLocation"] = jsonObject({ artifactLocation: { ...location }, region });
  }
  if (name !== null && name !== "") {
    parts["logicalLocations"] = [
      { fullyQualifiedName: oneLine(name), kind: finding.path === null ? "resource" : "member" },
    ];
  }
  return Object.keys(parts).length === 0 ? null : parts;
}

/**
 * The file of a finding. For one about a server, the config, because code scanning drops results without a file. Never an
 * absolute path in the user's home.
 */
function locationOf(
  finding: Finding,
  report: Report,
  cwd: string,
  homes: readonly string[],
): ArtifactLocation | null {
  const file = finding.file ?? report.configs[0]?.path ?? null;
  if (file === null) return null;
  if (file === "<stdin>") return { uri: "stdin", uriBaseId: ROOT };
  const seen = seenFrom(cwd, file);
  if (seen.inside) return { uri: encodePath(seen.path.replaceAll("\\", "/")), uriBaseId: ROOT };
  const short = withoutHome(seen.path, homes);
  if (short.startsWith("~/")) return { uri: encodePath(short.slice(2)), uriBaseId: HOME };
  return { uri: `file://${short.startsWith("/") ? "" : "/"}${encodePath(short)}` };
}

function encodePath(path: string): string {
  return path
    .replace(/\p{Cs}/gu, "\ufffd")
    .split("/")
    .map(encodeURIComponent)
    .join("/")
    .replaceAll("%3A", ":");
}

/**
 * Hashes the rule, the file and the config path, so that a finding stays the same when lines move. A second finding with
 * the same hash gets the number 2, as in GitHub's own fingerprints.
 */
function createFingerprints(): (finding: Finding, file: string) => string {
  const seen = new Map<string, number>();
  return (finding, file) => {
    const about = nameOf(finding) ?? "";
    const hash = createHash("sha256")
      .update(`${finding.checkId}\n${file}\n${about}`)
      .digest("hex")
      .slice(0, 16);
    const n = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, n);
    return `${hash}:${n}`;
  };
}

function nameOf({ path, target, endpoint }: Finding): string | null {
  return path === null ? (target ?? endpoint) : formatPath(path);
}
