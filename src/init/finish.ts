import type { LoadedConfig } from "../config/read/types.ts";
import { failsGate } from "../core/gate.ts";
import { neutralize } from "../core/text.ts";
import { doctorReport } from "../doctor/report.ts";
import { toReportJson } from "../report/json.ts";
import { stdoutStyle } from "../ui/terminal.ts";
import type { Decided } from "./decide.ts";
import { decisionsOf } from "./document.ts";
import { ownFindings } from "./own-findings.ts";
import { estimateFor, proveSetup } from "./proof/step.ts";
import { ownCommand, type Session } from "./session.ts";
import type { InitChoices } from "./types.ts";

/** Tells people what was chosen, why, and the notes. */
export async function sayDecisions(session: Session, decided: Decided, openclaw: string): Promise<void> {
  const { o, outside, say } = session;
  const style = await stdoutStyle(o, outside);
  for (const { what, value, why } of decisionsOf(decided, openclaw))
    await say(`${style.bold(what.padEnd(9))} ${neutralize(value)}  ${style.dim(neutralize(why, 400))}`);
  const others = decided.server.others.map((s) => s.baseUrl);
  if (others.length > 0) await say(`          not taken: ${others.join(", ")} (--endpoint names another)`);
  await sayNotes(session);
}

async function sayNotes({ o, outside, document, say }: Session): Promise<void> {
  const style = await stdoutStyle(o, outside);
  if (!o.quiet) for (const note of document.notes) await say(`${style.yellow("note")}      ${note}`);
}

/**
 * Runs the doctor on the result without inferences, then the test drive of --test, and returns the exit status. Faults of
 * other providers are shown, but do not fail init.
 */
export async function examine(session: Session, config: LoadedConfig, choices: InitChoices): Promise<number> {
  const { o, document, say } = session;
  document.ok = await checkUp(session, config, choices);
  const isOwnOk = document.ok;
  if (o.test)
    document.ok =
      (await proveSetup(session, config, choices, await estimateFor(session, choices))) && isOwnOk;
  else if (isOwnOk && !o.dryRun)
    await say(
      `next: ${ownCommand(session, "doctor", "--deep")} sends what an agent turn sends, and shows whether tools work`,
    );
  return document.ok ? 0 : 1;
}

/** Examines and shows the result; false when what init set up has errors. */
export async function checkUp(
  session: Session,
  config: LoadedConfig,
  choices: InitChoices,
): Promise<boolean> {
  const { o, outside, document, say } = session;
  const report = await doctorReport(
    config,
    { ...o, endpoint: [], deep: false, only: [], skip: [] },
    { outside, hardware: session.hardware, measure: null, deadline: session.deadline },
  );
  report.ok = !failsGate(report.findings, {}) && report.outOfTime !== true;
  document.doctor = toReportJson(report, outside.host.cwd);
  const isOwnOk = !failsGate(ownFindings(report.findings, choices), {}) && report.outOfTime !== true;
  if (o.json) return isOwnOk;
  await say("");
  await session.show(report, config);
  if (isOwnOk && !report.ok)
    await say("the errors above are about other providers of the config; this one is set up");
  return isOwnOk;
}
