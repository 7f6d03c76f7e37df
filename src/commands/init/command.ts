import { CHECKS } from "../../checks/registry.ts";
import { loadConfig, loadText } from "../../config/read/load.ts";
import type { LoadedConfig } from "../../config/read/types.ts";
import { unifiedDiff } from "../../config/write/diff.ts";
import { type EditPlan, planEdits, planNewFile } from "../../config/write/plan.ts";
import { writePlan } from "../../config/write/write.ts";
import { InterruptedError, UserError } from "../../core/errors.ts";
import { neutralize } from "../../core/text.ts";
import { type Decided, decide, type Questions } from "../../init/decide.ts";
import { decisionsOf, emptyDocument, type InitDocument, noteFailure, notePlan } from "../../init/document.ts";
import type { Found } from "../../init/find.ts";
import { type InitOptions, splitEndpoints, wishesOf } from "../../init/options.ts";
import { ownFindings } from "../../init/own-findings.ts";
import { planInit } from "../../init/plan.ts";
import { searchAndDecide } from "../../init/search.ts";
import { getTemplate } from "../../init/templates/registry.ts";
import type { InitChoices } from "../../init/types.ts";
import { whatFits } from "../../init/what-fits.ts";
import type { Hardware } from "../../machine/types.ts";
import { detectOpenClaw } from "../../openclaw/detect.ts";
import { openclawEnv } from "../../openclaw/env.ts";
import type { Http, Outside } from "../../ports/index.ts";
import { hardwareLine } from "../../report/hardware-text.ts";
import { stringify, toReportJson } from "../../report/json.ts";
import { maskText } from "../../report/parts/mask.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { colorDiff } from "../../ui/diff.ts";
import { createPrompter } from "../../ui/prompts.ts";
import { examine } from "../doctor/command.ts";
import { viewMachine } from "../doctor/machine-view.ts";
import { emitReport, failsGate } from "../shared/emit.ts";
import { machineOverrides, readMachine } from "../shared/machine.ts";
import type { RawOptions } from "../shared/options.ts";
import { configLocation, loadOrThrow, sourcesOf } from "../shared/session.ts";
import { progressFor, stdoutStyle } from "../shared/style.ts";
import { initOptions } from "./options.ts";

/** Of one request of the scan, in ms. */
const SCAN_TIMEOUT_MS = 3_000;

/** What a test puts in the place of a person. */
export interface InitDeps {
  questions?: Questions;
}

interface Session {
  options: InitOptions;
  outside: Outside;
  document: InitDocument;
  /** Null: nobody is asked. */
  ask: Questions | null;
  /** Read only when somebody asks. */
  hardware(): Promise<Hardware>;
}

/** Finds servers, chooses, shows the change, writes it and examines the result. */
export function run(_args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  return runInit(initOptions(raw), outside);
}

/** As `run`, with parsed options. Under --json the one document is written on every way out but a bug's. */
export async function runInit(options: InitOptions, outside: Outside, deps: InitDeps = {}): Promise<number> {
  const document = emptyDocument(options.dryRun);
  let code: number | null;
  try {
    const ask = questionsFor(options, outside, deps);
    // bad sizes are told even where nobody asks for the machine
    machineOverrides(rawOf(options));
    const hardware = () => readMachine(rawOf(options), outside);
    code = await work({ options, outside, document, ask, hardware });
  } catch (error) {
    code = noteFailure(document, error);
    if (!options.json || code === null) throw error;
  }
  if (options.json) await outside.stdout(`${stringify(document)}\n`);
  return code;
}

/** Who is asked. Without a terminal nobody is, and then --yes has to say that the proposals may be written. */
function questionsFor(options: InitOptions, outside: Outside, deps: InitDeps): Questions | null {
  if (options.yes) return null;
  if (deps.questions !== undefined) return deps.questions;
  const terminal = outside.stdinIsTty && outside.stderrIsTty && (outside.env["CI"] ?? "") === "";
  if (terminal && !options.noInput) return createPrompter(outside.signal);
  if (options.dryRun) return null;
  throw new UserError(
    options.noInput
      ? "--no-input leaves nobody to ask before the config is written"
      : "there is no terminal to ask on",
    { hint: "add --yes to take the proposed choices, or --dry-run to see them first" },
  );
}

async function work(session: Session): Promise<number> {
  const { options, outside, document } = session;
  const wishes = wishesOf(options, outside.fs);
  const location = configLocation(options.config, outside);
  document.configPath = location.path;
  const config = location.exists ? loadExisting(location.path, outside) : null;
  const openclaw = detectOpenClaw({
    flag: options.openclawVersion,
    config: config?.value ?? null,
    fs: outside.fs,
    env: outside.env,
    host: outside.host,
  }).version;
  if (!options.json) await say(session, `${"hardware".padEnd(9)} ${hardwareLine(await session.hardware())}`);
  const decided = await search(
    session,
    config,
    (found) =>
      decide({
        states: found.states,
        wishes,
        model: options.model ?? null,
        config,
        openclaw,
        platform: outside.host.platform,
        templateFor: (routing) => getTemplate(routing, outside.fs),
        largestContext: async (state, model) =>
          // what is in memory has proved that it fits
          model.contextAllocated.value !== null
            ? null
            : ((await viewMachine([state.baseUrl], rawOf(options), outside))?.largestContext(
                { baseUrl: state.baseUrl, state },
                { id: model.id, served: model },
              ) ?? null),
        ask: session.ask,
      }),
    await outside.http(),
  );
  const plan = planInit(config, decided.choices, decided.template, openclaw);
  notePlan(document, plan);
  document.notes = [...decided.notes, ...plan.notes].map((note) => neutralize(note, 400));
  await sayDecisions(session, decided, openclaw);
  const edits = config === null ? planNewFile(location.path, plan.text ?? "") : planEdits(config, plan.ops);
  if (!(await write(session, edits))) return 1;
  return check(session, afterwards(location.path, config, edits, plan.text), decided.choices);
}

function loadExisting(path: string, outside: Outside): LoadedConfig {
  const result = loadConfig(path, outside.fs, { env: outside.env });
  if (!result.ok && result.problem.kind === "empty") {
    throw new UserError(`${displayPath(path, outside.host.cwd)}:1:1: ${result.problem.message}`, {
      hint: "OpenClaw refuses such a file too; delete it and run init again",
    });
  }
  return result.ok ? result.config : loadOrThrow(path, outside);
}

/** Everything that asks the network before a decision. */
function search(
  session: Session,
  config: LoadedConfig | null,
  decideOn: (found: Found) => Promise<Decided | null>,
  http: Http,
): Promise<Decided> {
  const { options, outside, document } = session;
  const value = config?.value ?? {};
  return searchAndDecide({
    find: {
      http,
      endpoints: splitEndpoints(options.endpoint).servers,
      apiKeyEnv: options.apiKeyEnv ?? null,
      config,
      env: openclawEnv({ config: value, env: outside.env, homeDir: outside.host.homeDir, fs: outside.fs }),
      timeoutMs: options.timeout ?? SCAN_TIMEOUT_MS,
      signal: outside.signal,
    },
    progress: progressFor(rawOf(options), outside),
    ask: session.ask,
    fits: async () => whatFits(await session.hardware(), options.context, outside.fs),
    decideOn,
    onFound: (found) => {
      document.tried = found.tried.map((t) => ({ url: t.url, outcome: neutralize(t.outcome) }));
    },
    onAbsent: ({ error, lines }) => {
      const shown = session.ask === null ? lines : [error.message, ...lines];
      outside.stderr(`${shown.map(neutralizeLine).join("\n")}\n`);
    },
  });
}

/** Shows the change and writes it if that is wanted; false when the person said no. */
async function write(session: Session, edits: EditPlan): Promise<boolean> {
  const { options, outside, document } = session;
  const shown = await Promise.all(
    edits.changes.map((c) => unifiedDiff(c.before, c.after, displayPath(c.path, outside.host.cwd))),
  );
  // The lines around a change are the user's own, keys included.
  document.diff = maskText(shown.join(""));
  document.changed = edits.changed;
  document.created = edits.changes.some((c) => c.before === null);
  const style = await stdoutStyle(rawOf(options), outside);
  if (!edits.changed) {
    await say(session, "nothing to change: the config says all of this already");
    return true;
  }
  await say(session, `\n${colorDiff(document.diff, style).trimEnd()}\n`);
  if (options.dryRun) {
    await say(session, "--dry-run: nothing was written");
    return true;
  }
  if (session.ask !== null && !(await session.ask.confirm("Write this?", true))) {
    document.changed = false;
    document.created = false;
    await say(session, "nothing was written");
    return false;
  }
  if (outside.signal.aborted) throw new InterruptedError();
  const { backups } = writePlan(edits, { fs: outside.fs, env: outside.env, now: outside.now });
  document.backupPath = backups[0]?.backup ?? null;
  for (const change of edits.changes)
    await say(session, `wrote ${displayPath(change.path, outside.host.cwd)}`);
  for (const { backup } of backups) {
    await say(
      session,
      `backup: ${displayPath(backup, outside.host.cwd)} (openclaw-local restore puts it back)`,
    );
  }
  return true;
}

/** The config as it is (or, under --dry-run, would be) now, without reading it again. */
function afterwards(
  path: string,
  config: LoadedConfig | null,
  edits: EditPlan,
  text: string | null,
): LoadedConfig {
  if (config !== null)
    return config.withTexts(new Map(edits.changes.map((c) => [c.path, c.after.replace(/^\ufeff/, "")])));
  const result = loadText(text ?? "", path);
  if (!result.ok) throw new Error(result.problem.message);
  return result.config;
}

/** The doctor on the result, with reading requests only. What is wrong with other providers is shown, no more. */
async function check(session: Session, config: LoadedConfig, choices: InitChoices): Promise<number> {
  const { options, outside, document } = session;
  const raw = rawOf(options);
  const report = await examine(raw, outside, config, []);
  const gate = { severityMin: "error", maxWarnings: undefined, exitZero: false } as const;
  report.ok = !failsGate(report.findings, gate);
  document.doctor = toReportJson(report, outside.host.cwd);
  document.ok = !failsGate(ownFindings(report.findings, choices), gate);
  if (options.json) return document.ok ? 0 : 1;
  await say(session, "");
  await emitReport(report, [{ name: "pretty", file: null }], raw, outside, {
    checks: CHECKS.map(({ id, title, severity, doc }) => ({ id, title, severity, what: doc.what })),
    sources: sourcesOf([config], outside),
  });
  if (document.ok && !report.ok)
    await say(session, "the errors above are about other providers of the config; this one is set up");
  if (document.ok && !options.dryRun) {
    await say(
      session,
      "next: openclaw-local doctor --deep sends what an agent turn sends, and shows whether tools work",
    );
  }
  return document.ok ? 0 : 1;
}

async function sayDecisions(session: Session, decided: Decided, openclaw: string): Promise<void> {
  const style = await stdoutStyle(rawOf(session.options), session.outside);
  for (const { what, value, why } of decisionsOf(decided, openclaw)) {
    await say(
      session,
      `${style.bold(what.padEnd(9))} ${neutralize(value)}  ${style.dim(neutralize(why, 400))}`,
    );
  }
  const { others } = decided.server;
  if (others.length > 0 && session.ask === null) {
    await say(
      session,
      `          not taken: ${others.map((s) => s.baseUrl).join(", ")} (--endpoint names another)`,
    );
  }
  if (session.options.quiet) return;
  for (const note of session.document.notes) await say(session, `${style.yellow("note")}      ${note}`);
}

/** A line for people, on stdout; none under --json. */
async function say(session: Session, line: string): Promise<void> {
  if (!session.options.json) await session.outside.stdout(`${line}\n`);
}

function neutralizeLine(line: string): string {
  return `${/^ */.exec(line)?.[0] ?? ""}${neutralize(line, 400)}`;
}

/** What the shared helpers read of the options. */
function rawOf(options: InitOptions): RawOptions {
  return { ...options };
}
