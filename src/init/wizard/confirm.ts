import { neutralize } from "../../core/text.ts";
import { plural, present, tokens } from "../../core/words.ts";
import { displayPath } from "../../report/parts/paths.ts";
import { colorDiff } from "../../ui/diff.ts";
import type { Option } from "../../ui/prompts/options.ts";
import { type Decided, decide } from "../decide.ts";
import { estimateFor, proveSetup } from "../proof/step.ts";
import { prepare } from "../start.ts";
import { getTemplate, TEMPLATE_IDS } from "../templates/registry.ts";
import type { Prepared } from "../types.ts";
import { noteChanges } from "../write.ts";
import { changeContext } from "./model.ts";
import { changedMeanwhile } from "./recheck.ts";
import { inputOf, LeaveError, look, type Outcome, type StepName, tell, type Wizard } from "./wizard.ts";

/** Lines of a diff that still leave the summary and the question on a small screen. */
const SHORT_DIFF = 18;
const HELP =
  "The file is written as one step, with a dated backup; comments and everything else in it stay. openclaw-local undo takes it back.";

/** What the user agreed to. */
export interface Agreed {
  decided: Decided;
  prepared: Prepared;
}

/** The summary and the question whether to write it. */
export async function confirmStep(w: Wizard): Promise<Agreed | Outcome> {
  const decided = await decide(await inputOf(w));
  if (decided === null) return { to: "server", again: true };
  const prepared = await prepare(w.session, w.start, decided);
  const { changed } = prepared.edits;
  const diff = await noteChanges(w.session, prepared);
  const lines = diff.split("\n").length;
  if (changed && lines <= SHORT_DIFF) showDiff(w, diff);
  for (const note of prepared.notes) tell(w, `note: ${note}`);
  for (;;) {
    summarize(w, decided, prepared, lines);
    const message = changed ? "Write this?" : "The config has all of this. Check it?";
    const answer = await w.ask.select(message, optionsFor(changed), "write", { back: true, help: HELP });
    if (answer === "write") {
      const changed = await changedMeanwhile(w, decided);
      if (changed === null) return { decided, prepared };
      tell(w, `nothing was written yet: ${changed}`);
      await look(w);
      return { to: "server", again: false };
    }
    if (answer === "quit") throw new LeaveError();
    if (answer === "diff") showDiff(w, diff);
    else if (answer === "test")
      await proveSetup(
        w.session,
        prepared.next,
        decided.choices,
        await estimateFor(w.session, decided.choices),
      );
    else if (answer === "context") {
      await changeContext(w);
      return { to: "model", again: false };
    } else if (answer === "template") {
      await changeTemplate(w);
      return { to: "routing", again: false };
    } else return { to: answer, again: true };
  }
}

type Answer = "write" | "diff" | "test" | "context" | "template" | "quit" | Exclude<StepName, "write">;

function optionsFor(changed: boolean): Option<Answer>[] {
  return [
    { value: "write", name: changed ? "write it" : "check it", key: "w" },
    ...(changed ? [{ value: "diff" as const, name: "show the whole change", key: "d" }] : []),
    { value: "test", name: "test it first", key: "t", description: "a real turn with a tool call" },
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
function summarize(
  w: Wizard,
  { server, choices, decisions }: Decided,
  { edits }: Prepared,
  lines: number,
): void {
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
  for (const [what, value] of rows) outside.stderr(`${style.bold(what.padEnd(9))} ${clean(value)}\n`);
}

function clean(text: string): string {
  return neutralize(text, 400);
}

async function changeTemplate(w: Wizard): Promise<void> {
  const options = TEMPLATE_IDS.map((id) => {
    const { label, when } = getTemplate(id, w.session.outside.fs);
    return { value: id, name: `${id}: ${label}`, description: when };
  });
  const id = await w.ask.select("Which template?", options, w.wishes.template?.id, { back: true });
  w.wishes.template = getTemplate(id, w.session.outside.fs);
  w.wishes.routing = undefined;
}
