import type { Author } from "../../config/write/record.ts";
import { OvertakenWriteError } from "../../config/write/write.ts";
import { errorMessage, UserError } from "../../core/errors.ts";
import { envFilePath, planEnvLine, writeEnvLine } from "../../openclaw/env-file.ts";
import { hardwareLine } from "../../report/hardware-text.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { createStyle, decideColor } from "../../ui/color.ts";
import { WentBackError } from "../../ui/prompts/back.ts";
import type { Prompter } from "../../ui/prompts.ts";
import { symbolsFor, useAscii } from "../../ui/symbols.ts";
import type { Decided } from "../decide.ts";
import { checkUp } from "../finish.ts";
import { wishesOf } from "../options.ts";
import { estimateFor, proveSetup } from "../proof/step.ts";
import { findInput } from "../search.ts";
import type { Session } from "../session.ts";
import { readStart, type Start } from "../start.ts";
import { write } from "../write.ts";
import { type Agreed, confirmStep } from "./confirm.ts";
import { nextSteps, sameRun } from "./end.ts";
import { modelStep } from "./model.ts";
import { author, openConfig } from "./open.ts";
import { routingStep } from "./routing.ts";
import { serverStep } from "./server.ts";
import { LeaveError, look, type Step, type StepName, tell, tellError, type Wizard } from "./wizard.ts";

const STEPS: readonly Step[] = [serverStep, modelStep, routingStep];
const NAMES: readonly StepName[] = [...STEPS.map(({ name }) => name), "write"];

/** Asks step by step, writes what the user agrees to, examines it and says what comes next. Returns the exit status. */
export async function runWizard(session: Session, ask: Prompter): Promise<number> {
  const { o, outside, document } = session;
  const wishes = wishesOf(o, outside.fs);
  const style = await createStyle(
    decideColor({ flag: o.color, env: outside.env, isTty: outside.stderrIsTty }),
  );
  const symbols = symbolsFor(useAscii(outside.env, outside.host.platform));
  const by = author();
  try {
    const start = await openConfig({ session, ask, style }, by);
    document.configPath = start.path;
    tell({ session }, hardwareLine(await session.hardware()));
    const find = await findInput(session, start);
    const found = { tried: [], states: [], working: [] };
    const w: Wizard = {
      session,
      ask,
      start,
      find,
      found,
      wishes,
      answered: new Set(),
      keys: new Map(),
      begins: localPrimary(start) !== null,
      style,
      symbols,
    };
    const first = await whereToBegin(w);
    heading(w, "server");
    await look(w);
    const agreed = await agreeAndWrite(w, first, by);
    saveKeys(w);
    return await finish(w, agreed);
  } catch (error) {
    if (!(error instanceof LeaveError)) throw error;
    tell({ session }, document.changed ? "the config stays as it was written" : "nothing was written");
    return document.changed && document.ok ? 0 : 1;
  }
}

/** Another program may write the config while the question stands: then the user is asked again, about the new text. */
async function agreeAndWrite(w: Wizard, first: StepName | null, by: Author): Promise<Agreed> {
  for (let from = first; ; from = null) {
    const agreed = await walk(w, from);
    try {
      await write(w.session, agreed.prepared, by);
      return agreed;
    } catch (error) {
      if (!(error instanceof OvertakenWriteError)) throw error;
      tell(w, error.message);
      w.start = readStart(w.session);
      heading(w, "server");
    }
  }
}

/** A config that has a local model already: what the user came for. */
async function whereToBegin({ ask, start }: Wizard): Promise<StepName | null> {
  const primary = localPrimary(start);
  if (primary === null) return null;
  const answer = await ask.select(
    `The config uses ${primary}. What shall change?`,
    [
      { value: "nothing", name: "nothing: check and complete it", key: "c" },
      { value: "model", name: "the model", key: "m" },
      { value: "routing", name: "the routing", key: "r", description: "privacy or availability" },
      { value: "server", name: "the server, or add one", key: "s" },
    ],
    "nothing",
    {
      help: "All that you do not choose stays as it is. Each choice ends in a summary before anything is written.",
    },
  );
  return answer === "nothing" ? null : answer;
}

function localPrimary({ view }: Start): string | null {
  const { primary } = view;
  const provider = view.providers.find(({ id }) => primary?.startsWith(`${id}/`));
  return primary !== null && provider?.local === true ? primary : null;
}

/** Goes through the steps, back and forth, until the user agrees to a change. */
async function walk(w: Wizard, begin: StepName | null): Promise<Agreed> {
  const asked: number[] = [];
  let first = begin;
  let again = first === "server";
  let told = "";
  for (let at = 0, shown = 0; ; ) {
    const name = NAMES[at] ?? "write";
    if (at !== shown) heading(w, name);
    shown = at;
    try {
      const step = STEPS[at];
      const outcome =
        step === undefined
          ? await confirmStep(w)
          : await step.run(w, again || (first === name && !asked.includes(at)));
      again = false;
      if (typeof outcome === "object" && "decided" in outcome) return outcome;
      if (typeof outcome === "object") {
        at = NAMES.indexOf(outcome.to);
        again = outcome.again;
        continue;
      }
      if (outcome === "asked" && asked.at(-1) !== at) asked.push(at);
      at += 1;
    } catch (error) {
      if (error instanceof WentBackError) {
        if (asked.at(-1) === at) asked.pop();
        const before = asked.pop();
        if (before === undefined && w.begins) {
          first = await whereToBegin(w);
          again = first === "server";
          [at, shown] = [0, -1];
          continue;
        }
        at = before ?? 0;
      } else {
        tellError(w, error);
        w.wishes.model = undefined;
        // the question that always comes
        if (errorMessage(error) === told) at = 0;
        told = errorMessage(error);
      }
      again = true;
    }
  }
}

function heading({ session, style }: Wizard, name: StepName): void {
  session.outside.stderr(`\n${style.bold(`${NAMES.indexOf(name) + 1}/${NAMES.length} ${name}`)}\n`);
}

/** Puts the keys that the user entered where OpenClaw reads them. */
function saveKeys(w: Wizard): void {
  const { outside, o } = w.session;
  const { env, fs, host } = outside;
  for (const [name, value] of w.keys) {
    if (name !== w.find.apiKeyEnv || o.dryRun) continue;
    const path = envFilePath({ env, homeDir: host.homeDir, fs });
    const line = planEnvLine({ path, name, value, fs, platform: host.platform });
    const shown = displayPath(path, host.cwd);
    if (line.kind === "refused")
      throw new UserError(`the key was not saved: ${line.reason}`, {
        exitCode: 1,
        hint: `put a line ${name}=… into ${shown} yourself`,
      });
    writeEnvLine(line, outside);
    tell(
      w,
      `${name} is in ${shown}${"tightens" in line && line.tightens ? ", which only you can read now" : ""}`,
    );
  }
}

/** The doctor's report, the test drive, and what comes next. */
async function finish(w: Wizard, { decided, prepared }: Agreed): Promise<number> {
  const { session } = w;
  const { o, document, say } = session;
  document.ok = await checkUp(session, prepared.next, decided.choices);
  const isOwnOk = document.ok;
  if (isOwnOk && (o.test || (await wantsTest(w, decided)))) {
    const estimate = await estimateFor(session, decided.choices);
    document.ok = await proveSetup(session, prepared.next, decided.choices, estimate);
  }
  await say("");
  if (document.ok && !o.dryRun) for (const line of nextSteps(w, prepared.next.value)) await say(line);
  await say(`the same without questions: ${sameRun(w, decided)}`);
  return document.ok ? 0 : 1;
}

async function wantsTest(w: Wizard, { choices }: Decided): Promise<boolean> {
  if (w.session.o.dryRun) return false;
  const { text } = await estimateFor(w.session, choices);
  const answer = await w.ask.select(
    `Try it with a real agent turn? (${text})`,
    [
      {
        value: "yes",
        name: "yes",
        key: "y",
        description: "an agent's prompt with a tool call, then OpenClaw itself if it is installed",
      },
      { value: "no", name: "no, that is all", key: "n" },
    ],
    "yes",
    {
      help: "Nothing is sent but to this server: no channel, no hosted model, no session of yours is touched.",
    },
  );
  return answer === "yes";
}
