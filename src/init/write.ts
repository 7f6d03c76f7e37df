import { loadText } from "../config/read/load.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import type { EditPlan } from "../config/write/plan.ts";
import type { Author } from "../config/write/record.ts";
import { checkPlan, writePlan } from "../config/write/write.ts";
import { InterruptedError, UserError } from "../core/errors.ts";
import { afterPlan } from "../lint/repair.ts";
import { diffOf } from "../report/parts/diff.ts";
import { displayPath } from "../report/parts/paths.ts";
import { colorDiff } from "../ui/diff.ts";
import { stdoutStyle } from "../ui/terminal.ts";
import type { InitDocument } from "./document.ts";
import { ownCommand, type Session } from "./session.ts";
import type { Prepared } from "./types.ts";

/** Puts the change into the document and returns its diff. */
export async function noteChanges(
  { outside, document }: Session,
  { edits, plan, notes }: Prepared,
): Promise<string> {
  const { provider, model, routing } = plan;
  const diff = await diffOf(edits.changes, outside.host.cwd);
  Object.assign(document, { provider, model, routing, diff, notes } satisfies Partial<InitDocument>);
  return diff;
}

/** Shows the change and writes it, unless it is a dry run. */
export async function writeChanges(session: Session, prepared: Prepared): Promise<void> {
  const { o, outside, document, say } = session;
  if (prepared.edits.changed)
    await say(`\n${colorDiff(document.diff, await stdoutStyle(o, outside)).trimEnd()}\n`);
  await write(session, prepared, { command: "init" });
}

/** Writes the change; under --dry-run only says whether it would be refused. */
export async function write(session: Session, { edits }: Prepared, author: Author): Promise<void> {
  const { o, outside, document, say } = session;
  const { cwd } = outside.host;
  if (!edits.changed) return say("nothing to change: the config already has all of this");
  const tell = () => {
    document.changed = true;
    document.created = edits.changes.some((c) => c.before === null);
  };
  if (o.dryRun) {
    const refusal = refusalOf(edits, outside);
    if (refusal === null) tell();
    else document.notes.push(`it would not be written: ${refusal}`);
    await say(
      `--dry-run: nothing was written${refusal === null ? "" : `, and it would be refused: ${refusal}`}`,
    );
    return;
  }
  if (outside.signal.aborted) throw new InterruptedError();
  const { backups } = writePlan(edits, outside, author);
  tell();
  document.backupPath = backups[0]?.backup ?? null;
  for (const { path } of edits.changes) await say(`wrote ${displayPath(path, cwd)}`);
  for (const { backup } of backups)
    await say(`backup: ${displayPath(backup, cwd)} (${ownCommand(session, "undo")} takes the change back)`);
}

function refusalOf(edits: EditPlan, outside: Session["outside"]): string | null {
  try {
    checkPlan(edits, outside);
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** The config after the change (or, under --dry-run, as it would be), without reading it again. */
export function afterwards(
  path: string,
  config: LoadedConfig | null,
  edits: EditPlan,
  text: string | null,
): LoadedConfig {
  if (config !== null) return afterPlan(config, edits);
  const result = loadText(text ?? "", path);
  if (!result.ok) throw new Error(result.problem.message);
  return result.config;
}
