import { loadConfig } from "../config/read/load.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import { planEdits, planNewFile } from "../config/write/plan.ts";
import { UserError } from "../core/errors.ts";
import { failsGate } from "../core/gate.ts";
import { once } from "../core/once.ts";
import { neutralize } from "../core/text.ts";
import { startDeadline } from "../doctor/deadline.ts";
import { withInstalled } from "../doctor/installed.ts";
import { withProcess } from "../doctor/launched.ts";
import { loadOrThrow } from "../doctor/load.ts";
import { viewMemory } from "../doctor/memory-view.ts";
import { doctorReport, settingsFor } from "../doctor/report.ts";
import { worldOf } from "../doctor/world.ts";
import { readCatalog } from "../fit/catalog.ts";
import { configLocation } from "../openclaw/config-path.ts";
import { detectOpenClaw } from "../openclaw/detect.ts";
import { openclawEnv } from "../openclaw/env.ts";
import { turnNeeds } from "../openclaw/floors.ts";
import { resolvedView } from "../openclaw/resolved-view.ts";
import type { Outside } from "../ports/index.ts";
import { hardwareLine } from "../report/hardware-text.ts";
import { stringify, toReportJson } from "../report/json.ts";
import { displayPath } from "../report/parts/paths.ts";
import { stdoutStyle } from "../ui/terminal.ts";
import { type Decided, decide } from "./decide.ts";
import { decisionsOf, emptyDocument, type InitDocument, noteFailure } from "./document.ts";
import { catalogRow } from "./known/facts.ts";
import { predictedPrefill16k } from "./known/patience.ts";
import { type InitOptions, wishesOf } from "./options.ts";
import { ownFindings } from "./own-findings.ts";
import { planInit } from "./plan.ts";
import { findProgram } from "./program.ts";
import { searchAndDecide } from "./search.ts";
import type { InitMeans, Session } from "./session.ts";
import { standingErrors, standingNote } from "./standing.ts";
import { getTemplate } from "./templates/registry.ts";
import type { InitChoices } from "./types.ts";
import { afterwards, writeChanges } from "./write.ts";

/**
 * Finds servers, chooses, shows the change, writes it and examines the result. Under --json it prints one document,
 * also after a failure.
 */
export async function runInit(o: InitOptions, { outside, ask, hardware, show }: InitMeans): Promise<number> {
  const document = emptyDocument(o.dryRun);
  let code: number | null;
  try {
    const say = async (line: string) => (o.json ? undefined : outside.stdout(`${line}\n`));
    const deadline = startDeadline(o.maxTime);
    code = await work({ o, outside, document, deadline, ask: ask(), hardware: once(hardware), show, say });
  } catch (error) {
    code = noteFailure(document, error);
    if (!o.json || code === null) throw error;
  }
  if (o.json) await outside.stdout(`${stringify(document)}\n`);
  return code;
}

async function work(session: Session): Promise<number> {
  const { o, outside, document, say } = session;
  const { fs, env, host } = outside;
  const wishes = wishesOf(o, fs);
  const location = configLocation(o.config, outside);
  document.configPath = location.path;
  const config = location.exists ? loadExisting(location.path, outside) : null;
  const value = config?.value ?? null;
  const openclaw = detectOpenClaw({ flag: o.openclawVersion, config: value, fs, env, host });
  if (!o.json) await say(`${"hardware".padEnd(9)} ${hardwareLine(await session.hardware())}`);
  const known = openclawEnv({ config: value, env, homeDir: host.homeDir, fs });
  const view = resolvedView(value ?? {}, known);
  const world = worldOf(config, outside);
  const catalog = readCatalog(fs);
  const decided = await searchAndDecide(session, { view, env: known }, async ({ states, working }) =>
    decide({
      states: await Promise.all(
        states.map(async (state) => withProcess(await withInstalled(state, world), world)),
      ),
      working,
      view,
      wishes,
      model: o.model ?? null,
      config,
      openclaw: openclaw.version,
      platform: host.platform,
      templateFor: (routing) => getTemplate(routing, fs),
      largestContext: async (state, model) => {
        // a loaded context has proved that it fits; a larger one may take the place of one that no turn fits into
        if ((model.contextAllocated.value ?? 0) >= turnNeeds(openclaw.version).minimum) return null;
        const view = await viewMemory([state.baseUrl], session.hardware, outside);
        return (
          view?.largestContext({ baseUrl: state.baseUrl, state }, { id: model.id, served: model }) ?? null
        );
      },
      ask: session.ask,
      catalog,
      which: (program) => findProgram(program, outside),
      prefill16k: async (_state, model) =>
        predictedPrefill16k(catalogRow(model, catalog), await session.hardware()),
    }),
  );
  const plan = planInit(config, decided.choices, decided.template, openclaw.version, view);
  const { provider, model, routing } = plan;
  Object.assign(document, { provider, model, routing } satisfies Partial<InitDocument>);
  const edits = config === null ? planNewFile(location.path, plan.text ?? "") : planEdits(config, plan.ops);
  const next = afterwards(location.path, config, edits, plan.text);
  const by = { openclaw, settings: await settingsFor(next, outside) };
  const standing = standingNote(await standingErrors(config, next, by));
  const notes = [...decided.notes, ...plan.notes, ...(standing === null ? [] : [standing])];
  document.notes = notes.map((note) => neutralize(note, 400));
  await sayDecisions(session, decided, openclaw.version);
  if (!(await writeChanges(session, edits))) return 1;
  return check(session, next, decided.choices);
}

function loadExisting(path: string, outside: Outside): LoadedConfig {
  const result = loadConfig(path, outside.fs, { env: outside.env });
  if (!result.ok && result.problem.kind === "empty") {
    throw new UserError(`${displayPath(path, outside.host.cwd)}:1:1: ${result.problem.message}`, {
      hint: "OpenClaw refuses such a file too; delete it and run init again",
    });
  }
  return loadOrThrow(path, outside);
}

/** Runs the doctor on the result without inferences. Faults of other providers are shown, but do not fail init. */
async function check(session: Session, config: LoadedConfig, choices: InitChoices): Promise<number> {
  const { o, outside, document, say } = session;
  const report = await doctorReport(
    config,
    { ...o, endpoint: [], deep: false, only: [], skip: [] },
    { outside, hardware: session.hardware, measure: null, deadline: session.deadline },
  );
  report.ok = !failsGate(report.findings, {}) && report.outOfTime !== true;
  document.doctor = toReportJson(report, outside.host.cwd);
  document.ok = !failsGate(ownFindings(report.findings, choices), {}) && report.outOfTime !== true;
  if (o.json) return document.ok ? 0 : 1;
  await say("");
  await session.show(report, config);
  if (document.ok && !report.ok)
    await say("the errors above are about other providers of the config; this one is set up");
  if (document.ok && !o.dryRun)
    await say(
      "next: openclaw-local doctor --deep sends what an agent turn sends, and shows whether tools work",
    );
  return document.ok ? 0 : 1;
}

async function sayDecisions(session: Session, decided: Decided, openclaw: string): Promise<void> {
  const { o, outside, document, ask, say } = session;
  const style = await stdoutStyle(o, outside);
  for (const { what, value, why } of decisionsOf(decided, openclaw))
    await say(`${style.bold(what.padEnd(9))} ${neutralize(value)}  ${style.dim(neutralize(why, 400))}`);
  const others = decided.server.others.map((s) => s.baseUrl);
  if (others.length > 0 && ask === null)
    await say(`          not taken: ${others.join(", ")} (--endpoint names another)`);
  if (!o.quiet) for (const note of document.notes) await say(`${style.yellow("note")}      ${note}`);
}
