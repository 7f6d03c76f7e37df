import type { Finding } from "../core/finding.ts";
import type { CommandOutcome, RepairReport } from "../core/report.ts";
import { neutralize, redactSecrets } from "../core/text.ts";
import { isThisMachine } from "../openclaw/locality.ts";
import type { Outside } from "../ports/index.ts";
import { type Look, showing } from "../ui/terminal.ts";
import { type Runnable, runnableCommand } from "./runnable.ts";

/** Asks whether a command may run. */
export type AskCommand = (finding: Finding, command: string) => Promise<boolean>;

type Told = RepairReport["commands"][number];

/** The commands of a finding; null unless the doctor can run all of them on this machine. */
export function runnablesOf(finding: Finding, outside: Outside): Runnable[] | null {
  const { fix, endpoint } = finding;
  if (fix === null || fix.commands.length === 0) return null;
  // the command belongs on the server's machine
  if (endpoint !== null && !isThisMachine(endpoint)) return null;
  const runnables = fix.commands.map((command) => runnableCommand(command, outside.host.platform));
  return runnables.every((one) => one !== null) ? runnables : null;
}

/** Runs the commands of one finding, asking before each. Stops at the first that is declined or fails. */
export async function runCommands(
  finding: Finding,
  runnables: readonly Runnable[],
  ask: AskCommand,
  outside: Outside,
  look: Look,
): Promise<Told[]> {
  const told: Told[] = [];
  const commands = finding.fix?.commands ?? [];
  for (const [index, runnable] of runnables.entries()) {
    const command = commands[index] ?? "";
    const tell = (outcome: CommandOutcome, detail: string | null) => told.push({ command, outcome, detail });
    if (!(await ask(finding, command))) {
      tell("declined", null);
      break;
    }
    const text = `running ${neutralize(command)}`;
    const problem = await showing(text, look, outside, () => runOne(runnable, outside));
    tell(problem === null ? "ran" : "failed", problem);
    if (problem !== null || outside.signal.aborted) break;
  }
  return told;
}

/** Null on success, else one line about the failure. */
async function runOne({ program, args, timeoutMs }: Runnable, outside: Outside): Promise<string | null> {
  const result = await outside.proc.run(program, args, { timeoutMs, signal: outside.signal });
  if (outside.signal.aborted) return "interrupted";
  if (result.problem === null) return null;
  if (result.problem === "not-found") return `${program} is not on the PATH`;
  if (result.problem === "timeout") return `it did not end within ${Math.round(timeoutMs / 60_000)} min`;
  const said = (result.stderr.trim() || result.stdout.trim()).split("\n").at(-1) ?? "";
  const text = redactSecrets(neutralize(said), []);
  const status = result.exitCode === null ? "it was ended" : `exit status ${result.exitCode}`;
  return text === "" ? status : `${status}: ${text}`;
}
