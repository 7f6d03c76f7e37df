import { UserError } from "../../core/errors.ts";
import { present, tokens } from "../../core/words.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import type { ServerModel, ServerState } from "../../servers/types.ts";
import type { Option } from "../../ui/prompts/options.ts";
import { waysToLoad } from "../bring/load.ts";
import { comfortableContext, configuredModels, contextOf, lackOfRoom, serverFor } from "../decide.ts";
import { accessTo } from "../find.ts";
import { chatModels, chooseModel, rankModels } from "../model.ts";
import { goWay, wayOption } from "./absence.ts";
import { waits } from "./recheck.ts";
import {
  currentServer,
  fact,
  inputOf,
  LeaveError,
  look,
  type Outcome,
  type Step,
  tell,
  tellCommands,
  type Wizard,
} from "./wizard.ts";

const HELP =
  "The model that the agent uses. A loaded one that can call tools comes first; a turn of OpenClaw needs many thousand tokens of context.";

/** Which model, and that it has what a turn needs. */
export const modelStep: Step = {
  name: "model",
  async run(w, again) {
    if (serverFor(await inputOf(w)) === null) return { to: "server", again: false };
    let asked = await pick(w, again);
    for (;;) {
      const input = await inputOf(w);
      const server = serverFor(input);
      if (server === null) return { to: "server", again: false };
      const { state } = server;
      const model = chooseModel(state, w.wishes.model ?? null, configuredModels(input.view, state)).value;
      // a part of an id was enough to choose it; the questions that follow compare whole ids
      if (w.wishes.model !== undefined) w.wishes.model = model.id;
      const fitting = (await input.largestContext?.(state, model)) ?? null;
      const sized = { ...input, fitting };
      const context = contextOf(state, model, sized);
      if (context === null) {
        w.wishes.context = await askContext(w, state, model);
        asked = true;
        continue;
      }
      const lack = lackOfRoom(state, model, sized);
      if (w.wishes.insist === true || (lack === null && !waits(state, model))) {
        fact(w, model.id, `${tokens(context)} tokens`, model.loaded === true ? "loaded" : "");
        return asked ? "asked" : "passed";
      }
      asked = true;
      const outcome = await makeReady(
        w,
        state,
        model,
        lack === null ? context : comfortableContext(model, lack.needs.comfortable),
        lack,
      );
      if (outcome !== null) return outcome;
    }
  },
};

async function pick(w: Wizard, again: boolean): Promise<boolean> {
  const { input, server } = await currentServer(w);
  const { state } = server;
  const models = chatModels(state);
  const configured = configuredModels(input.view, state);
  if (models.length === 0 && (again || (w.wishes.model ?? configured[0]) === undefined))
    return name(w, state);
  // a set-up that is there keeps what the user did not come to change
  const settled = w.wishes.model !== undefined || models.length === 1 || (w.begins && configured.length > 0);
  if (models.length === 0 || (!again && settled)) return false;
  const proposed = w.wishes.model ?? chooseModel(state, null, configured).value.id;
  const options = rankModels(state, configured).map((m) => ({
    value: m.id,
    name: nameOf(m),
    description: describe(m),
  }));
  const id = await w.ask.select("Which model?", options, proposed, { back: true, help: HELP });
  if (id !== w.wishes.model) {
    w.wishes.context = undefined;
    w.wishes.insist = undefined;
  }
  w.wishes.model = id;
  w.answered.add("model");
  return true;
}

/** A server that cannot give its list: the user names the model. */
async function name(w: Wizard, { baseUrl }: ServerState): Promise<boolean> {
  tell(w, `${baseUrl} does not list its models`);
  const preset = w.wishes.model ?? null;
  w.wishes.model = await w.ask.text(
    "Which model was it started with?",
    preset,
    (text) => (text === "" ? "a folder or a repository" : null),
    { back: true, help: HELP },
  );
  w.answered.add("model");
  return true;
}

function nameOf({ id, loaded }: ServerModel): string {
  return loaded === true ? `${id} (loaded)` : id;
}

function describe(model: ServerModel): string {
  const { value } = model.contextAllocated;
  const { value: most } = model.contextTrained;
  return present(
    model.loaded === false && "not loaded",
    value !== null && `${tokens(value)} tokens of context`,
    value === null && most !== null && `can have ${tokens(most)} tokens`,
    model.quantization ?? null,
    model.capabilities.tools === false && "no tools",
    model.remote && "runs elsewhere",
  ).join(", ");
}

/** Asks for a context in tokens. */
async function askContext(w: Wizard, state: ServerState, model: ServerModel): Promise<number> {
  const question =
    model.contextAllocated.value === null
      ? `${state.baseUrl} does not report how much context ${model.id} has. How many tokens was it started with?`
      : `Context of ${model.id}, in tokens?`;
  const preset = w.wishes.context ?? model.contextAllocated.value;
  const answer = await w.ask.text(question, preset === null ? null : String(preset), wrongCount, {
    back: true,
    help: "What the server was started or loaded with. More than that is refused or cut by the server.",
  });
  return Number(answer.replace(/[,_ ]/g, ""));
}

function wrongCount(text: string): string | null {
  return /^[1-9]\d{2,8}$/.test(text.replace(/[,_ ]/g, "")) ? null : "a number of tokens, such as 65536";
}

/** A model that is not loaded, or has too little context: how to change that. Null: look at it again. */
async function makeReady(
  w: Wizard,
  state: ServerState,
  model: ServerModel,
  context: number,
  lack: { problem: string } | null,
): Promise<Outcome | null> {
  const { session, start } = w;
  const least = turnNeeds(start.openclaw.version).minimum;
  const access = accessTo(state.baseUrl, w.find);
  const { outside, hardware } = session;
  const question = { state, model, context, least, access, world: start.world, outside, hardware };
  const { ways, restart, impossible } = await waysToLoad(question);
  tell(w, lack?.problem ?? `${model.id} is not loaded`);
  if (impossible !== null) tell(w, `cannot be changed: ${impossible}`);
  else if (ways.length === 0 && restart.length > 0) {
    tell(w, "give it more:");
    tellCommands(
      w,
      restart.map((line) => `  ${line}`),
    );
  }
  const options: Option<string>[] = [
    ...ways.map((way, i) => wayOption(way, `way ${i}`)),
    { value: "again", name: "I did it, look again", key: "l" },
    ...(lack === null
      ? [{ value: "on", name: "go on as it is", key: "g", description: "the first turn has to load it" }]
      : [{ value: "insist", name: "go on anyway", key: "g", description: "no turn of OpenClaw will fit" }]),
    ...(chatModels(state).length > 1 ? [{ value: "model", name: "another model", key: "m" }] : []),
    { value: "server", name: "another server", key: "s" },
    { value: "quit", name: "quit", key: "q", description: "nothing is written" },
  ];
  const answer = await w.ask.select(`What about ${model.id}?`, options, undefined, {
    back: true,
    help: HELP,
  });
  if (answer === "quit") throw new LeaveError();
  if (answer === "server" || answer === "model") return { to: answer, again: true };
  if (answer === "on" || answer === "insist") w.wishes.insist = true;
  else if (answer === "again") await look(w);
  else {
    const way = ways.find((_, i) => answer === `way ${i}`);
    if (way !== undefined) await goWay(w, way);
  }
  return null;
}

/** Sets the context that is declared; refuses nothing that the server might not report. */
export async function changeContext(w: Wizard): Promise<void> {
  const { input, server } = await currentServer(w);
  const { state } = server;
  const model = chooseModel(state, w.wishes.model ?? null, configuredModels(input.view, state)).value;
  const context = await askContext(w, state, model);
  const most = model.contextAllocated.value ?? model.contextTrained.value;
  if (most !== null && context > most)
    throw new UserError(`${model.id} has ${tokens(most)} tokens, not ${tokens(context)}`);
  w.wishes.context = context;
  w.wishes.insist = undefined;
}
