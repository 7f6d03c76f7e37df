import { compareVersions } from "../version.ts";
import {
  betterByteSize,
  betterClockTime,
  betterDuration,
  durationMs,
  isAbsolutePath,
  isByteSize,
  isClockTime,
  isHttp,
  isModelRef,
  isOrigin,
  isSafeExecutable,
  isSecureOrLoopback,
  urlOf,
} from "./formats.ts";
import { type Fault, type Rule, textRule } from "./rule.ts";

/*
 * Rules about one value. Sources: the refinements in dist/zod-schema*.mjs of OpenClaw 2026.9.6; `since` is the oldest
 * bundled release that contains the message.
 */

function duration(text: string, unit: string, units: string): Fault | null {
  if (durationMs(text, unit) !== null) return null;
  return {
    message: `is not a duration: write a number and one of ${units}, such as "30m"`,
    better: betterDuration(text),
  };
}

const LONG_UNITS = "ms, s, m, h, d";

/** For places that also take a number of days. */
function positiveDuration(at: readonly string[]): Rule {
  return {
    since: "2026.2.26",
    at,
    judge(value, { version }) {
      if (typeof value !== "string" && typeof value !== "number") return null;
      // 0 switches archiving off.
      if (value === 0 && at.includes("session.maintenance.archiveDashboardAfter")) return null;
      const bad = duration(String(value), "d", LONG_UNITS);
      if (bad !== null) return bad;
      const isZero = durationMs(String(value), "d") === 0 && compareVersions(version, "2026.8.2") >= 0;
      return isZero ? { message: "must be longer than 0" } : null;
    },
  };
}

const byteSize = (value: unknown): Fault | null =>
  typeof value !== "string" || isByteSize(value)
    ? null
    : {
        message: 'is not a size: write a number and b, kb, mb, gb or tb, such as "2mb"',
        better: betterByteSize(value),
      };

function clockTime(edge: "start" | "end"): Rule {
  return textRule("2026.2.6-3", [`{agent}.heartbeat.activeHours.${edge}`], (text) =>
    text === "" || isClockTime(text, edge === "end")
      ? null
      : { message: 'must be a time of 24 hours, "HH:MM"', better: betterClockTime(text) },
  );
}

/** Strings that OpenClaw trims before it requires at least one character. */
// biome-ignore format: a list to scan
const NOT_BLANK = [
  "agents.defaults.systemAgent.agentId", "agents.defaults.authInheritance.agentId",
  "agents.defaults.sessionStore.agentId", "agents.defaults.heartbeat.agentId", "talk.agentId",
  "{mcp}.oauth.authProfileId", "{mcp}.oauth.scope", "{mcp}.toolFilter.include.*", "{mcp}.toolFilter.exclude.*",
  "{tools}.github.gitAuthor.name", "{tools}.github.gitAuthor.email", "gateway.controlUi.environment.label",
  "hooks.mappings.*.channel", "nodeHost.workerRuns.containerImage", "tools.media.*.preferredModel",
  "gateway.auth.trustedProxy.cloudflareAccessOidc.providerId", "gateway.roles.default",
  "gateway.auth.trustedProxy.cloudflareAccessOidc.githubAccountIdClaim", "cloudWorkers.profiles.*.provider",
  "gateway.roles.definitions.*.accessPolicyPlugin", "worktreeRoot", "desktop.host.passwordFile",
];

const isBlank = (text: string) => text.trim() === "";
const unless = (good: boolean, message: string) => (good ? null : message);

/** True for an IPv4 address and for an IPv6 address without brackets. */
function isIp(host: string): boolean {
  const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) && host.split(".").every((n) => Number(n) <= 255);
  return ipv4 || (host.includes(":") && URL.canParse(`http://[${host}]`));
}

/** A host name that the egress proxy accepts: exact, without scheme, path, wildcard or port. */
function isExactHost(text: string): boolean {
  const host = text.trim().toLowerCase().replace(/\.+$/, "");
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (isIp(bare)) return true;
  if (bare === "" || /[*:\s/?#@]/.test(bare)) return false;
  const url = urlOf(`http://${bare}`);
  const ascii = url?.hostname ?? "";
  return ascii.length <= 253 && ascii.split(".").every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label));
}

function isBareDomain(text: string): boolean {
  const ok = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
  return (
    text.length <= 220 &&
    text.includes(".") &&
    !isIp(text) &&
    text.split(".").every((label) => ok.test(label)) &&
    urlOf(`https://portal.${text}`)?.hostname === `portal.${text.toLowerCase()}`
  );
}

function isSafeModule(text: string): boolean {
  const path = text.trim();
  return path !== "" && !/^[/~]|:/.test(path) && !path.split(/[\\/]+/).includes("..");
}

export const VALUE_RULES: readonly Rule[] = [
  textRule("2026.1.30", ["{agent}.heartbeat.every"], (text) =>
    text === "" ? null : duration(text, "m", "ms, s, m, h"),
  ),
  clockTime("start"),
  clockTime("end"),
  positiveDuration(["session.maintenance.archiveDashboardAfter"]),
  positiveDuration([
    "session.maintenance.pruneAfter",
    "session.maintenance.preserveRecent",
    "session.maintenance.resetArchiveRetention",
  ]),
  textRule("2026.2.26", ["cron.sessionRetention"], (text) => duration(text, "h", LONG_UNITS)),
  textRule("2026.8.2", ["cloudWorkers.profiles.*.suspendAfter"], (text) =>
    unless(
      /(?:ms|[smhd])$/i.test(text) && (durationMs(text) ?? 0) >= 60_000,
      "must be a duration of at least 1m",
    ),
  ),
  {
    since: "2026.2.26",
    at: ["session.maintenance.maxDiskBytes", "session.maintenance.highWaterBytes"],
    judge: (value) => (typeof value === "number" ? byteSize(String(value)) : byteSize(value)),
  },
  textRule(
    "2026.3.24",
    [
      "agents.defaults.compaction.memoryFlush.forceFlushTranscriptBytes",
      "agents.defaults.compaction.maxActiveTranscriptBytes",
    ],
    byteSize,
  ),
  textRule("2026.8.2", NOT_BLANK, (text) => unless(!isBlank(text), "must not be blank")),
  textRule("2026.6.11", ["gateway.tls.certPath", "gateway.tls.keyPath"], (text) =>
    unless(!isBlank(text), "must not be blank"),
  ),
  textRule("2026.3.24", ["{mcp}.url", "{mcp}.oauth.redirectUrl"], (text) =>
    unless(isHttp(urlOf(text)), "must be a URL with http:// or https://"),
  ),
  textRule("2026.8.2", ["{mcp}.oauth.clientMetadataUrl"], (text) => {
    const url = urlOf(text);
    return unless(
      url?.protocol === "https:" && url.pathname !== "/",
      "must be a URL with https:// and a path",
    );
  }),
  textRule("2026.5.28", ["proxy.proxyUrl"], (text) =>
    unless(isHttp(urlOf(text)), "must be a URL with http:// or https://"),
  ),
  textRule("2026.8.2", ["mcp.apps.sandboxOrigin"], (text) =>
    unless(isOrigin(urlOf(text)), "must be an http(s) origin without a path, query or credentials"),
  ),
  textRule("2026.8.2", ["gateway.publicOrigin"], (text) => {
    const url = urlOf(text);
    return unless(
      isOrigin(url) && isSecureOrLoopback(url),
      "must be an https origin (http only for this machine)",
    );
  }),
  textRule("2026.8.2", ["models.catalogRefresh.url"], (text) =>
    unless(isSecureOrLoopback(urlOf(text)), "must use https, or http on this machine"),
  ),
  textRule("2026.9.6", ["gateway.portals.ingress.domain"], (text) =>
    unless(isBareDomain(text), "must be a bare DNS domain"),
  ),
  textRule("2026.2.26", ["secrets.providers.*.command"], (text) =>
    unless(
      isSafeExecutable(text) && isAbsolutePath(text),
      "must be the absolute path of a program, without shell syntax",
    ),
  ),
  textRule("2026.2.26", ["secrets.providers.*.trustedDirs.*"], (text) =>
    unless(isAbsolutePath(text), "must be an absolute path"),
  ),
  textRule("2026.8.2", ["secrets.egressProxy.allowedHosts.*", "secrets.egressProxy.bypassHosts.*"], (text) =>
    unless(isExactHost(text), "must be one host name, without scheme, path, wildcard or port"),
  ),
  textRule("2026.9.6", ["worktreeRoot"], (text) =>
    unless(
      isBlank(text) || /^\/|^~(?:\/|$)/.test(text.trim()) || isAbsolutePath(text.trim()),
      "must be an absolute path or begin with ~",
    ),
  ),
  textRule("2026.8.2", ["desktop.host.passwordFile"], (text) =>
    unless(isBlank(text) || isAbsolutePath(text.trim()), "must be an absolute path"),
  ),
  textRule("2026.2.26", ["hooks.mappings.*.transform.module"], (text) =>
    unless(isSafeModule(text), "must be a relative path below the folder of the transforms"),
  ),
  textRule("2026.9.6", ["{agent}.decisionModel"], (text) =>
    unless(isBlank(text) || isModelRef(text), 'must be "provider/model", or empty to use no decision model'),
  ),
  textRule("2026.9.6", ["{agent}.models.*.pickerRuntimes.*"], (text) =>
    unless(text.trim() !== "auto" && text.trim() !== "default", "must be a runtime, not auto or default"),
  ),
];
