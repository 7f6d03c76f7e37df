import { dirname } from "node:path";
import { CHECKS } from "../../checks/registry.ts";
import type { LoadedConfig } from "../../config/read/types.ts";
import { UserError } from "../../core/errors.ts";
import { type Report, summarize } from "../../core/report.ts";
import { runDoctor } from "../../doctor/run.ts";
import { LINT_IDS } from "../../lint/check.ts";
import { type LintSettings, NO_SETTINGS } from "../../lint/settings.ts";
import { SettingsFinder } from "../../lint/settings-finder.ts";
import { detectOpenClaw } from "../../openclaw/detect.ts";
import type { Outside } from "../../ports/index.ts";
import { scanServers } from "../../servers/scan.ts";
import { emitReport, failsGate } from "../shared/emit.ts";
import { checkedEndpoints } from "../shared/endpoints.ts";
import {
  type FormatTarget,
  flagOption,
  formatOption,
  gateOption,
  listOption,
  numberOption,
  type RawOptions,
  textOption,
} from "../shared/options.ts";
import { configsOf, loadOrThrow, shownFindings, sourcesOf, TOOL } from "../shared/session.ts";
import { progressFor } from "../shared/style.ts";
import { viewMachine } from "./machine-view.ts";
import { measureWishes } from "./measure-options.ts";
import { loadForDoctor, worldOf } from "./world.ts";

/** For everything that is read from one server, in ms: what a healthy but busy one needs at most. */
const DEFAULT_TIMEOUT_MS = 5_000;

/** Examines every local endpoint that the config names, or the --endpoint ones. */
export async function run(_args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const targets = formatOption(raw);
  const gate = gateOption(raw);
  const endpoints = checkedEndpoints(raw);
  checkCombination(raw, targets);
  const issue = textOption(raw, "report");
  if (issue !== undefined) (await import("./report.ts")).refuseForeignFile(issue, raw, outside);
  if (flagOption(raw, "watch")) {
    const { watch } = await import("./watch.ts");
    const load = () => loadForDoctor(raw, endpoints.length > 0, outside);
    return watch({ raw, outside, load, examine: (config) => examine(raw, outside, config, endpoints) });
  }
  const config = loadForDoctor(raw, endpoints.length > 0, outside);
  const report = await (flagOption(raw, "fix")
    ? fixed(raw, outside, config, endpoints, targets)
    : examine(raw, outside, config, endpoints));
  report.ok = !failsGate(report.findings, gate);
  const now = flagOption(raw, "fix") && config !== null ? loadOrThrow(config.main.path, outside) : config;
  await emitReport(report, targets, raw, outside, {
    checks: CHECKS.map(({ id, title, severity, doc }) => ({ id, title, severity, what: doc.what })),
    sources: sourcesOf(now === null ? [] : [now], outside),
  });
  if (issue !== undefined)
    await (await import("./report.ts")).writeIssueReport(issue, report, now, raw, outside);
  if (report.interrupted === true) {
    outside.stderr("interrupted; the results are what was known by then\n");
    return 130;
  }
  return report.ok || gate.exitZero ? 0 : 1;
}

async function fixed(
  raw: RawOptions,
  outside: Outside,
  config: LoadedConfig | null,
  endpoints: readonly string[],
  targets: readonly FormatTarget[],
): Promise<Report> {
  const { fixAndExamine, fixPrompter } = await import("./fix.ts");
  const ask = fixPrompter(raw, outside);
  const again = (now: LoadedConfig | null) => examine(raw, outside, now, endpoints);
  return fixAndExamine({ raw, outside, targets, config, examine: again, ask });
}

/** Options that only make sense with another one, or never with it. */
function checkCombination(raw: RawOptions, targets: readonly FormatTarget[]): void {
  const fix = flagOption(raw, "fix");
  for (const [name, flag] of Object.entries({ dryRun: "--dry-run", runCommands: "--run-commands" })) {
    if (flagOption(raw, name) && !fix) throw new UserError(`${flag} needs --fix`, { hint: `add --fix` });
  }
  if (!flagOption(raw, "watch")) {
    if (numberOption(raw, "interval") !== undefined)
      throw new UserError("--interval needs --watch", { hint: "add --watch" });
    return;
  }
  if (targets.length > 1 || targets[0]?.name !== "pretty" || targets[0].file !== null) {
    throw new UserError("--watch prints lines for people, and a report is one document", {
      hint: "leave out --json and --format, or run the doctor again and again without --watch",
    });
  }
  for (const [name, flag] of Object.entries({ fix: "--fix", report: "--report", deep: "--deep" })) {
    if (raw[name] !== undefined && raw[name] !== false)
      throw new UserError(`--watch only reads; it does not go with ${flag}`, { hint: `leave out ${flag}` });
  }
}

/** The report of the doctor; `ok` is still to be set by the gate. */
export async function examine(
  raw: RawOptions,
  outside: Outside,
  config: LoadedConfig | null,
  endpoints: readonly string[],
): Promise<Report> {
  const openclaw = detectOpenClaw({
    flag: textOption(raw, "openclawVersion"),
    config: config?.value ?? null,
    fs: outside.fs,
    env: outside.env,
    host: outside.host,
  });
  const world = worldOf(config, outside);
  const timeoutMs = numberOption(raw, "timeout") ?? DEFAULT_TIMEOUT_MS;
  const measure = measureWishes(raw, outside);
  const http = await outside.http();
  const progress = progressFor(raw, outside);
  progress.start("asking the model servers");
  try {
    const result = await runDoctor({
      http,
      config,
      endpoints: endpoints.map((baseUrl) => ({ baseUrl, apiKeyEnv: null })),
      openclaw,
      env: world.env,
      world,
      platform: outside.host.platform,
      deep: flagOption(raw, "deep"),
      ...(measure === null ? {} : { measure }),
      timeoutMs,
      selection: { only: listOption(raw, "only"), skip: listOption(raw, "skip") },
      settings: await settingsFor(config, outside),
      verbose: flagOption(raw, "verbose"),
      signal: outside.signal,
      progress: (text) => progress.update(text),
      memory: (baseUrls) => viewMachine(baseUrls, raw, outside),
      scan: async () =>
        (await scanServers(http, { timeoutMs: Math.min(timeoutMs, 2_000), signal: outside.signal })).servers,
    });
    const findings = shownFindings(result.findings, outside);
    return {
      schemaVersion: 1,
      tool: TOOL(),
      command: "doctor",
      ok: true,
      checksRun: result.checksRun,
      checksSkipped: result.checksSkipped,
      summary: summarize(findings),
      openclaw,
      configs: configsOf(config === null ? [] : [config], outside),
      endpoints: result.endpoints,
      findings,
      deep: flagOption(raw, "deep"),
      suppressed: result.suppressed,
      ...(result.interrupted ? { interrupted: true } : {}),
    };
  } finally {
    progress.stop();
  }
}

/** The project's lint settings count for a config wherever it is examined. */
async function settingsFor(config: LoadedConfig | null, outside: Outside): Promise<LintSettings> {
  if (config === null) return NO_SETTINGS;
  return new SettingsFinder(outside.fs, outside.host.homeDir, LINT_IDS).in(dirname(config.main.path));
}
