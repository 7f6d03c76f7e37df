import { once } from "../core/once.ts";
import { startDeadline } from "../doctor/deadline.ts";
import { hardwareLine } from "../report/hardware-text.ts";
import { stringify } from "../report/json.ts";
import { decide } from "./decide.ts";
import { emptyDocument, noteFailure } from "./document.ts";
import { examine, sayDecisions } from "./finish.ts";
import { type InitOptions, wishesOf } from "./options.ts";
import { searchAndDecide } from "./search.ts";
import type { InitMeans, Session } from "./session.ts";
import { decideInput, prepare, readStart } from "./start.ts";
import { runWizard } from "./wizard/run.ts";
import { noteChanges, writeChanges } from "./write.ts";

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
    const session = { o, outside, document, deadline, hardware: once(hardware), show, say };
    const prompter = ask();
    code = prompter === null ? await takeProposals(session) : await runWizard(session, prompter);
  } catch (error) {
    code = noteFailure(document, error);
    if (!o.json || code === null) throw error;
  }
  if (o.json) await outside.stdout(`${stringify(document)}\n`);
  return code;
}

/** Without questions: --yes, --dry-run without a terminal. */
async function takeProposals(session: Session): Promise<number> {
  const { o, outside, document, say } = session;
  const wishes = wishesOf(o, outside.fs);
  const start = readStart(session);
  document.configPath = start.path;
  if (!o.json) await say(`${"hardware".padEnd(9)} ${hardwareLine(await session.hardware())}`);
  const decided = await searchAndDecide(session, start, async (found) =>
    decide(await decideInput(session, start, found, wishes)),
  );
  const prepared = await prepare(session, start, decided);
  await noteChanges(session, prepared);
  await sayDecisions(session, decided, start.openclaw.version);
  await writeChanges(session, prepared);
  return examine(session, prepared.next, decided.choices);
}
