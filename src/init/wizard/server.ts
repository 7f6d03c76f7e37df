import { endpointUrl } from "../../core/endpoint.ts";
import { plural, present, tokens } from "../../core/words.ts";
import type { ServerState } from "../../servers/types.ts";
import type { Option } from "../../ui/prompts/options.ts";
import { configuredModels, serverFor } from "../decide.ts";
import { chatModels, rankModels } from "../model.ts";
import { bringServer, isInTheWay, overcome } from "./absence.ts";
import {
  fact,
  hintOf,
  inputOf,
  LeaveError,
  look,
  type Outcome,
  type Step,
  tell,
  WAYS_OUT,
  type Wizard,
} from "./wizard.ts";

const HELP =
  "The program that runs the model: LM Studio, llama.cpp, Ollama, vLLM … Found by its answers at the usual ports of this machine and at the addresses in the config.";

/** Which server. Asks only where there are several, or on the way back. */
export const serverStep: Step = { name: "server", run: chooseServer };

async function chooseServer(w: Wizard, again: boolean): Promise<Outcome> {
  let asked = false;
  for (let ask = again; ; ) {
    const choice = serverFor(await inputOf(w));
    if (choice === null) {
      await bringServer(w, () => askAddress(w));
      asked = true;
      continue;
    }
    const usable = [choice.state, ...choice.others];
    if (!ask && (usable.length === 1 || w.wishes.server !== undefined)) {
      factAbout(w, choice.state);
      return asked ? "asked" : "passed";
    }
    asked = true;
    const troubled = w.found.states.filter((state) => isInTheWay(state, w) && !usable.includes(state));
    const options: Option<string>[] = [
      ...usable.map((s) => ({ value: s.baseUrl, name: nameOf(s), description: describe(w, s).join(", ") })),
      ...troubled.map((s) => ({ value: s.baseUrl, name: nameOf(s), description: s.detail })),
      ...WAYS_OUT,
    ];
    const answer = await w.ask.select("Which server?", options, choice.state.baseUrl, {
      back: w.begins,
      help: HELP,
    });
    if (answer === "quit") throw new LeaveError();
    const picked = usable.find((state) => state.baseUrl === answer);
    if (picked !== undefined) {
      take(w, picked);
      factAbout(w, picked);
      return "asked";
    }
    const trouble = troubled.find((state) => state.baseUrl === answer);
    if (answer === "address") await askAddress(w);
    else if (trouble !== undefined) await overcome(w, trouble, () => askAddress(w));
    else await look(w);
    ask = answer === "again";
  }
}

function take(w: Wizard, { baseUrl }: ServerState): void {
  if (w.wishes.server !== baseUrl) {
    w.wishes.model = undefined;
    w.wishes.context = undefined;
    w.wishes.insist = undefined;
  }
  w.wishes.server = baseUrl;
  w.answered.add("server");
}

/** Looks at one address only, from now on. */
async function askAddress(w: Wizard): Promise<void> {
  const text = await w.ask.text("Address of the server?", null, wrongAddress, {
    back: true,
    help: "A URL, host:port or a port: http://gpubox:8000/v1, gpubox:8000, 8000",
  });
  w.find = { ...w.find, endpoints: [endpointUrl(text)] };
  w.wishes.server = undefined;
  await look(w);
  for (const { url, outcome } of w.found.tried) tell(w, `  ${url}: ${outcome}`);
}

function wrongAddress(text: string): string | null {
  return hintOf(() => endpointUrl(text));
}

function nameOf({ product, baseUrl }: ServerState): string {
  return `${product ?? "server"} at ${baseUrl}`;
}

function factAbout(w: Wizard, state: ServerState): void {
  fact(w, nameOf(state), ...describe(w, state));
}

/** Its model if there is one, else how many; with what is known of the best. */
function describe({ start }: Wizard, state: ServerState): string[] {
  const models = chatModels(state);
  const [best] = rankModels(state, configuredModels(start.view, state));
  if (best === undefined) return ["does not list its models"];
  if (models.length > 1) {
    const loaded = models.filter((m) => m.loaded === true).length;
    return present(plural(models.length, "chat model"), loaded > 0 && `${loaded} loaded`);
  }
  const { value } = best.contextAllocated;
  return present(
    best.id,
    value !== null && `${tokens(value)} tokens`,
    best.loaded === true && "loaded",
    best.loaded === false && "not loaded",
  );
}
