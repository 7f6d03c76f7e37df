import type { LoadedConfig } from "../../config/read/types.ts";
import { listBackups, restoreBackup } from "../../config/write/backup.ts";
import { type Author, newRun } from "../../config/write/record.ts";
import { writePlan } from "../../config/write/write.ts";
import { UserError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { settingsFor } from "../../doctor/report.ts";
import { type FixResult, fixConfig } from "../../lint/fix.ts";
import { configLocation } from "../../openclaw/config-path.ts";
import { diffOf } from "../../report/parts/diff.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { colorDiff } from "../../ui/diff.ts";
import type { Option } from "../../ui/prompts/options.ts";
import { errorsOf } from "../standing.ts";
import { readStart, type Start } from "../start.ts";
import { agrees, LeaveError, tell, type Wizard } from "./wizard.ts";

type Asking = Pick<Wizard, "session" | "ask" | "style">;

/** Most errors of a config that are listed. */
const MOST_LINES = 12;

const AGAIN: Option<"again"> = { value: "again", name: "I corrected it, look again", key: "l" };
const QUIT: Option<"quit"> = { value: "quit", name: "quit", key: "q", description: "nothing is written" };

/** All that one run of the wizard writes is taken back together. */
export const author = (): Author => ({ command: "init", run: newRun() });

/** Reads the config. One that cannot be read, or that OpenClaw refuses, is corrected first. */
export async function openConfig(w: Asking, by: Author): Promise<Start> {
  for (;;) {
    try {
      const start = readStart(w.session);
      if (start.config === null || (await settle(w, start, start.config, by))) return start;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      await correct(w, error);
    }
  }
}

/** The config cannot be read: the user corrects it, or restores the newest backup. */
async function correct(w: Asking, error: UserError): Promise<void> {
  const { outside, o } = w.session;
  tell(w, error.message, ...(error.hint === null ? [] : [error.hint]));
  const { path } = configLocation(o.config, outside);
  const [newest] = await listBackups(path, outside.fs);
  const options: Option<"again" | "restore" | "quit">[] = [
    AGAIN,
    ...(newest === undefined
      ? []
      : [{ value: "restore" as const, name: `restore the backup of ${newest.date}`, key: "b" }]),
    QUIT,
  ];
  const answer = await w.ask.select("OpenClaw cannot read it either. What now?", options, "again", {
    help: "init changes nothing in a file that it cannot read. Correct it in an editor; the place is named above.",
  });
  if (answer === "quit") throw new LeaveError();
  if (answer === "restore" && newest !== undefined) {
    const { backup } = restoreBackup(path, newest.name, outside);
    tell(
      w,
      `restored${backup === null ? "" : `; the broken file is in ${displayPath(backup, outside.host.cwd)}`}`,
    );
  }
}

/** True when the config can be used as it is. Else it was changed, and is to be read again. */
async function settle(w: Asking, start: Start, config: LoadedConfig, by: Author): Promise<boolean> {
  const { outside } = w.session;
  const check = async (one: LoadedConfig) =>
    errorsOf(one, { openclaw: start.openclaw, settings: await settingsFor(one, outside) });
  const errors = await check(config);
  if (errors.length === 0) return true;
  const fixes = await fixConfig(config, check);
  tell(
    w,
    `OpenClaw ${start.openclaw.version} refuses or misreads this config:`,
    ...linesOf(errors, outside.host.cwd),
  );
  const count = fixes.fixed.length;
  const options: Option<"fix" | "on" | "again" | "quit">[] = [
    ...(count === 0
      ? []
      : [
          {
            value: "fix" as const,
            name: `make the ${count === 1 ? "safe fix" : `${count} safe fixes`}`,
            key: "f",
          },
        ]),
    AGAIN,
    { value: "on", name: "go on, they stay", key: "g" },
    QUIT,
  ];
  const answer = await w.ask.select("What about these errors?", options, count === 0 ? "again" : "fix", {
    help: "openclaw-local explain <id> says what each means. A safe fix cannot make a working set-up worse.",
  });
  if (answer === "quit") throw new LeaveError();
  if (answer === "fix") await fix(w, fixes, by);
  return answer === "on";
}

async function fix(w: Asking, { changes, refused }: FixResult, by: Author): Promise<void> {
  const { outside } = w.session;
  const diff = await diffOf(changes, outside.host.cwd);
  outside.stderr(`\n${colorDiff(diff, w.style).trimEnd()}\n\n`);
  for (const { finding, reason } of refused) tell(w, `not fixed: ${finding.checkId}: ${reason}`);
  if (!(await agrees(w, "Write these fixes?", "With a dated backup; openclaw-local undo takes them back.")))
    return;
  const { backups } = writePlan({ changes, changed: true }, outside, by);
  for (const { backup } of backups) tell(w, `backup: ${displayPath(backup, outside.host.cwd)}`);
}

function linesOf(errors: readonly Finding[], cwd: string): string[] {
  const lines = errors.map(({ file, line, column, message, checkId }) => {
    const place = file === null ? "" : `${displayPath(file, cwd)}:${line ?? 1}:${column ?? 1}: `;
    return `  ${place}${message} [${checkId}]`;
  });
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), `  and ${more} more`] : lines;
}
