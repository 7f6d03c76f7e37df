import { dirname } from "node:path";
import type { LoadedConfig } from "../config/read/types.ts";
import { type Report, summarize } from "../core/report.ts";
import { LINT_IDS } from "../lint/check.ts";
import type { LintSettings } from "../lint/settings.ts";
import { SettingsFinder } from "../lint/settings-finder.ts";
import type { Hardware } from "../machine/types.ts";
import { detectOpenClaw } from "../openclaw/detect.ts";
import type { Outside } from "../ports/index.ts";
import { configsOf } from "../report/parts/configs.ts";
import { scanServers } from "../servers/scan.ts";
import { type Look, showing } from "../ui/terminal.ts";
import { type Deadline, either, startDeadline } from "./deadline.ts";
import type { Trial } from "./deep.ts";
import type { MeasureWishes } from "./measure.ts";
import { viewMemory } from "./memory-view.ts";
import { ownLookup } from "./own.ts";
import { runDoctor } from "./run.ts";
import { worldOf } from "./world.ts";

/** For all reads from one server, in ms: enough for a healthy but busy one. */
const DEFAULT_TIMEOUT_MS = 5_000;
/** For the scan of the default ports, in ms. */
const MOST_SCAN_MS = 2_000;

/** The options of a doctor run. */
export interface DoctorOptions extends Look {
  /** Examined instead of what the config names. */
  endpoint: readonly string[];
  deep: boolean;
  only: readonly string[];
  skip: readonly string[];
  /** Reads of one server, in ms. */
  timeout?: number | undefined;
  /** One inference, in ms. */
  deepTimeout?: number | undefined;
  /** The whole run, in ms. */
  maxTime?: number | undefined;
  openclawVersion?: string | undefined;
  verbose: boolean;
}

export interface DoctorMeans {
  outside: Outside;
  /** This machine, probed on first use. */
  hardware(): Promise<Hardware>;
  measure: MeasureWishes | null;
  /** The end of the whole run; absent: it begins now. */
  deadline?: Deadline | null | undefined;
  trial?: Trial | undefined;
}

/** The doctor's report on a config. The caller sets `ok`, because it depends on the gate. */
export async function doctorReport(
  config: LoadedConfig | null,
  o: DoctorOptions,
  { outside: given, hardware, measure, trial, deadline = startDeadline(o.maxTime) }: DoctorMeans,
): Promise<Report> {
  const signal = either(given.signal, deadline) ?? given.signal;
  const outside: Outside = Object.create(given, { signal: { value: signal } });
  const { fs, env, host, version } = outside;
  const openclaw = detectOpenClaw({ flag: o.openclawVersion, config: config?.value ?? null, fs, env, host });
  const world = worldOf(config, outside);
  const timeoutMs = o.timeout ?? DEFAULT_TIMEOUT_MS;
  const http = await outside.http();
  const settings = config === null ? undefined : await settingsFor(config, outside);
  const result = await showing("asking the model servers", o, outside, (progress) =>
    runDoctor({
      http,
      config,
      endpoints: o.endpoint.map((baseUrl) => ({ baseUrl, apiKeyEnv: null })),
      openclaw,
      env: world.env,
      world,
      platform: host.platform,
      deep: o.deep,
      measure: measure ?? undefined,
      timeoutMs,
      deepTimeoutMs: o.deepTimeout,
      trial,
      deadline,
      selection: { only: o.only, skip: o.skip },
      settings,
      verbose: o.verbose,
      signal: given.signal,
      progress: (text) => progress.update(text),
      memory: (baseUrls) => viewMemory(baseUrls, hardware, outside),
      own: async () => {
        const own = await ownLookup(hardware, outside);
        if (own.problem !== null && !o.quiet) outside.stderr(`note: ${own.problem}\n`);
        return own;
      },
      scan: async () =>
        (await scanServers(http, { timeoutMs: Math.min(timeoutMs, MOST_SCAN_MS), signal })).servers,
    }),
  );
  return {
    schemaVersion: 1,
    tool: { name: "openclaw-local", version },
    command: "doctor",
    ok: true,
    ...result,
    summary: summarize(result.findings),
    openclaw,
    configs: configsOf(config === null ? [] : [config]),
    deep: o.deep,
    interrupted: result.interrupted || undefined,
    outOfTime: result.outOfTime || undefined,
  };
}

/** The project's lint settings, which apply to a config in every command. */
export function settingsFor(config: LoadedConfig, { fs, host }: Outside): Promise<LintSettings> {
  return new SettingsFinder(fs, host.homeDir, LINT_IDS).in(dirname(config.main.path));
}
