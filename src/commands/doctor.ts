import { CHECKS } from "../checks/registry.ts";
import type { LoadedConfig } from "../config/types.ts";
import { UserError } from "../core/errors.ts";
import { type Report, summarize } from "../core/report.ts";
import { runDoctor } from "../doctor/run.ts";
import { detectOpenClaw } from "../openclaw/detect.ts";
import { openclawEnv } from "../openclaw/env.ts";
import type { Outside } from "../ports/index.ts";
import { RULES } from "../rules/registry.ts";
import { scanServers } from "../servers/scan.ts";
import { emitReport, failsGate } from "./emit.ts";
import { checkedEndpoints } from "./endpoints.ts";
import { measureWishes } from "./measure-options.ts";
import {
  flagOption,
  formatOption,
  gateOption,
  listOption,
  numberOption,
  type RawOptions,
  textOption,
} from "./options.ts";
import { configLocation, configsOf, loadOrThrow, shownFindings, sourcesOf, TOOL } from "./session.ts";
import { progressFor } from "./style.ts";

/** Of one reading request, in ms: what a healthy but busy server needs at most. */
const DEFAULT_TIMEOUT_MS = 5_000;

/** Examines every local endpoint that the config names, or the --endpoint ones. */
export async function run(_args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const targets = formatOption(raw);
  const gate = gateOption(raw);
  const endpoints = checkedEndpoints(raw);
  const config = loadForDoctor(raw, endpoints.length > 0, outside);
  const report = await examine(raw, outside, config, endpoints);
  report.ok = !failsGate(report.findings, gate);
  await emitReport(report, targets, raw, outside, {
    checks: CHECKS.map(({ id, title, severity, doc }) => ({ id, title, severity, what: doc.what })),
    sources: sourcesOf(config === null ? [] : [config], outside),
  });
  if (report.interrupted) {
    outside.stderr("interrupted; the results are what was known by then\n");
    return 130;
  }
  return report.ok || gate.exitZero ? 0 : 1;
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
      env: effectiveEnv(config, outside),
      platform: outside.host.platform,
      deep: flagOption(raw, "deep"),
      ...(measure === null ? {} : { measure }),
      timeoutMs,
      selection: { only: listOption(raw, "only"), skip: listOption(raw, "skip") },
      alsoKnownIds: RULES.map((rule) => rule.id),
      verbose: flagOption(raw, "verbose"),
      signal: outside.signal,
      progress: (text) => progress.update(text),
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
      ...(result.interrupted ? { interrupted: true } : {}),
    };
  } finally {
    progress.stop();
  }
}

/** With --endpoint a missing default config is no fault; a config that was named or cannot be read always is. */
function loadForDoctor(raw: RawOptions, hasEndpoints: boolean, outside: Outside): LoadedConfig | null {
  const flag = textOption(raw, "config");
  const location = configLocation(flag, outside);
  if (!location.exists && flag === undefined) {
    if (hasEndpoints) return null;
    throw new UserError(`there is no OpenClaw config at ${location.path}`, {
      hint: "make one: openclaw-local init; or examine a server without one: openclaw-local doctor --endpoint http://127.0.0.1:8000/v1",
    });
  }
  return loadOrThrow(location.path, outside);
}

/** Variables as OpenClaw would see them: its own .env and the config's env.vars behind the environment. */
function effectiveEnv(config: LoadedConfig | null, outside: Outside) {
  return openclawEnv({
    config: config?.value ?? {},
    env: outside.env,
    homeDir: outside.host.homeDir,
    fs: outside.fs,
  });
}
