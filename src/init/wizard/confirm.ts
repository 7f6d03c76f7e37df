import { UserError } from "../../core/errors.ts";
import { neutralize } from "../../core/text.ts";
import { plural, present, tokens } from "../../core/words.ts";
import type { Outside } from "../../ports/index.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { colorDiff } from "../../ui/diff.ts";
import { WentBackError } from "../../ui/prompts/back.ts";
import type { Option } from "../../ui/prompts/options.ts";
import { wrapText } from "../../ui/wrap.ts";
import { type Decided, decide } from "../decide.ts";
import { estimateFor, proveSetup } from "../proof/step.ts";
import { prepare } from "../start.ts";
import { getTemplate, TEMPLATE_IDS } from "../templates/registry.ts";
import type { Prepared } from "../types.ts";
import { noteChanges } from "../write.ts";
import { changeContext } from "./model.ts";
import { changedMeanwhile } from "./recheck.ts";
import {
  inputOf,
  LeaveError,
  look,
  type Outcome,
  type StepName,
  tell,
  tellError,
  type Wizard,
} from "./wizard.ts";

/** Lines of a diff that still leave the summary and the question on a small screen. */
const SHORT_DIFF = 18;
/** Columns of what a line of the summary is about. */
const LABEL = 10;
const HELP =
  "The file is written as one step, with a dated backup; comments and everything else in it stay. openclaw-local undo takes it back.";

/** What the user agreed to. */
export interface Agreed {
  decided: Decided;
  prepared: Prepared;
}

/** The summary and the question whether to write it. Choices that exclude each other are told, and can be changed. */
export async function confirmStep(w: Wizard): Promise<Agreed | Outcome> {
  const agreed = await planned(w);
  const changed = agreed?.prepared.edits.changed === true;
  const diff = agreed === null ? "" : await noteChanges(w.session, agreed.prepared);
  const lines = diff.split("\n").length;
  if (changed && lines <= SHORT_DIFF) showDiff(w, diff);
  for (const note of agreed?.prepared.notes ?? []) tell(w, `note: ${note}`);
  const options = optionsFor(agreed === null ? "nothing" : changed ? "change" : "check");
  for (;;) {
    if (agreed !== null) summarize(w, agreed, lines);
    const message =
      agreed === null
        ? "What shall change?"
        : changed
          ? "Write this?"
          : "The config has all of this. Check it?";
    const answer = await w.ask.select(message, options, agreed === null ? undefined : "write", {
      back: true,
      help: HELP,
    });
    if (answer === "quit") throw new LeaveError();
    if (answer === "diff") showDiff(w, diff);
    else if (answer === "context" || answer === "template") {
      const next = await change(w, answer);
      if (next !== null) return next;
    } else if (answer !== "write" && answer !== "test") return { to: answer, again: true };
    else if (agreed === null) continue;
    else if (answer === "test") await testFirst(w, agreed);
    else return (await isOvertaken(w, agreed)) ? { to: "server", again: false } : agreed;
  }
}

/** The change that the choices call for; null when they exclude each other, which is told. */
async function planned(w: Wizard): Promise<Agreed | null> {
  try {
    const decided = await decide(await inputOf(w));
    if (decided === null) throw new UserError("no server can be used any more", { hint: "look again" });
    return { decided, prepared: await prepare(w.session, w.start, decided) };
  } catch (error) {
    tellError(w, error);
    return null;
  }
}

/** True when the server is no longer as it was agreed to, which is told. Then it was looked for again. */
async function isOvertaken(w: Wizard, { decided }: Agreed): Promise<boolean> {
  const changed = await changedMeanwhile(w, decided);
  if (changed === null) return false;
  tell(w, `nothing was written yet: ${changed}`);
  await look(w);
  return true;
}

async function testFirst(w: Wizard, { decided, prepared }: Agreed): Promise<void> {
  const { outside } = w.session;
  // a key that was entered is in OpenClaw's .env only once the config is written
  const env = { ...outside.env, ...Object.fromEntries(w.keys) };
  const withKeys: Outside = Object.create(outside, { env: { value: env } });
  const session = { ...w.session, outside: withKeys };
  const estimate = await estimateFor(session, decided.choices);
  await proveSetup(session, prepared.next, decided.choices, estimate);
}

/** Asks for another context or template; null when nothing came of it. */
async function change(w: Wizard, what: "context" | "template"): Promise<Outcome | null> {
  try {
    if (what === "context") await changeContext(w);
    else await changeTemplate(w);
    return { to: what === "context" ? "model" : "routing", again: false };
  } catch (error) {
    if (!(error instanceof WentBackError)) tellError(w, error);
    return null;
  }
}

type Answer = "write" | "diff" | "test" | "context" | "template" | "quit" | Exclude<StepName, "write">;

/** `plan`: whether there is one, and whether it changes anything. */
function optionsFor(plan: "change" | "check" | "nothing"): Option<Answer>[] {
  const first: Option<Answer>[] = [
    { value: "write", name: plan === "change" ? "write it" : "check it", key: "w" },
    ...(plan === "change" ? [{ value: "diff" as const, name: "show the whole change", key: "d" }] : []),
    { value: "test", name: "test it first", key: "t", description: "a real turn with a tool call" },
  ];
  return [
    ...(plan === "nothing" ? [] : first),
    { value: "model", name: "another model", key: "m" },
    { value: "context", name: "another context", key: "c" },
    { value: "server", name: "another server", key: "s" },
    { value: "routing", name: "another routing", key: "r" },
    { value: "template", name: "another template", key: "p" },
    { value: "quit", name: "quit", key: "q", description: "nothing is written" },
  ];
}

function showDiff(w: Wizard, diff: string): void {
  w.session.outside.stderr(`\n${colorDiff(diff, w.style).trimEnd()}\n\n`);
}

/** Four lines, and one for each further role. */
function summarize(w: Wizard, { decided, prepared }: Agreed, lines: number): void {
  const { server, choices, decisions } = decided;
  const { edits } = prepared;
  const { outside } = w.session;
  const path = displayPath(w.start.path, outside.host.cwd);
  const size = edits.changed
    ? w.start.config === null
      ? "new"
      : `${plural(lines, "line")} of changes, key d`
    : "no change";
  const known = decisions
    .filter(({ what }) => what === "thinking" || what === "images")
    .map(({ what }) => what);
  const rows: [string, string][] = [
    ["server", `${server.state.product ?? "OpenAI-compatible server"} at ${choices.baseUrl}`],
    ["model", present(`${choices.providerId}/${choices.modelId}`, ...known).join(", ")],
    ["context", `${tokens(choices.contextWindow)} tokens, ${choices.contextNote}`],
    [
      "routing",
      present(choices.routing, choices.fallbacks.length > 0 && `then ${choices.fallbacks.join(", ")}`).join(
        ", ",
      ),
    ],
    ...choices.roles.map(({ role, ref }): [string, string] => [role, ref]),
    ["file", `${path} (${size})`],
  ];
  const { style } = w;
  tell(w, "");
  for (const [what, value] of rows) {
    const [first = "", ...rest] = wrapText(neutralize(value, 400), outside.width - LABEL);
    const more = rest.map((line) => `${" ".repeat(LABEL)}${line}\n`).join("");
    outside.stderr(`${style.bold(what.padEnd(LABEL))}${first}\n${more}`);
  }
}

async function changeTemplate(w: Wizard): Promise<void> {
  const options = TEMPLATE_IDS.map((id) => {
    const { label, when } = getTemplate(id, w.session.outside.fs);
    return { value: id, name: `${id}: ${label}`, description: when };
  });
  const id = await w.ask.select("Which template?", options, w.wishes.template?.id, {
    back: true,
    help: "A template is a tested routing with its settings: which model comes first, and what steps in for it.",
  });
  w.wishes.template = getTemplate(id, w.session.outside.fs);
  w.wishes.routing = undefined;
}
