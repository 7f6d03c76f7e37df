import { setTimeout as sleep } from "node:timers/promises";
import { portOf } from "../../core/address.ts";
import { UserError } from "../../core/errors.ts";
import { readCatalog } from "../../fit/catalog.ts";
import { turnNeeds } from "../../openclaw/floors.ts";
import type { Progress } from "../../ports/index.ts";
import { WELL_KNOWN_PORTS } from "../../servers/registry.ts";
import type { ServerState } from "../../servers/types.ts";
import { WentBackError } from "../../ui/prompts/back.ts";
import type { Option } from "../../ui/prompts/options.ts";
import { showing } from "../../ui/terminal.ts";
import { explainAbsence } from "../absent.ts";
import { waysToStart } from "../bring/start.ts";
import type { Way } from "../bring/types.ts";
import { serverFor } from "../decide.ts";
import { findServers } from "../find.ts";
import { whatFits } from "../search.ts";
import { askKey } from "./key.ts";
import {
  agrees,
  askMeanwhile,
  inputOf,
  LeaveError,
  look,
  tell,
  tellCommands,
  WAYS_OUT,
  type Wizard,
} from "./wizard.ts";

/** Pause between two looks while the user is asked, in ms. */
const PAUSE_MS = 2_000;
/** For one request to a server that was too slow for the first look, in ms. */
const PATIENT_MS = 30_000;

const HELP =
  "The addresses are asked again every few seconds, so a server that you start elsewhere is noticed. Nothing is downloaded or started unless you choose it.";

const WAITING: readonly string[] = ["slow", "silent", "loading", "busy", "timeout"];

/** True for an address that has something that may become usable: it requires a key, loads, or is slow. */
export function isInTheWay({ status, kind, baseUrl, starts }: ServerState, { find }: Wizard): boolean {
  if (starts !== undefined) return true;
  const named = find.endpoints.length > 0;
  if (status === "unauthorized" || status === "loading") return true;
  if (status === "timeout") return named;
  return (
    WAITING.includes(status) && (named || kind !== null || WELL_KNOWN_PORTS.includes(portOf(baseUrl) ?? 0))
  );
}

/** Nothing can be used: says why and what to do, and does it, until the user or time has changed something. */
export async function bringServer(w: Wizard, askAddress: () => Promise<void>): Promise<void> {
  const { session } = w;
  const troubled = w.found.states.filter((state) => isInTheWay(state, w));
  const [only] = troubled;
  if (only !== undefined && troubled.length === 1) return overcome(w, only, askAddress);
  const { error, lines, fits } = explainAbsence(w.found, w.find, await whatFits(session));
  tell(w, error.message, ...lines);
  for (const line of fits) line.startsWith(" ") ? tellCommands(w, [line]) : tell(w, line);
  const {
    installed,
    ways,
    lines: more,
  } = await waysToStart({
    outside: session.outside,
    hardware: await session.hardware(),
    catalog: readCatalog(session.outside.fs),
    context: w.wishes.context ?? null,
    least: turnNeeds(w.start.openclaw.version).minimum,
    states: w.found.states,
  });
  const here = installed.map(({ product, program }) => `${product} (${program})`);
  tell(
    w,
    here.length === 0 ? "installed here: no model server that I know" : `installed here: ${here.join(", ")}`,
  );
  tellCommands(w, more);
  const options: Option<string>[] = [
    ...ways.map((way, i) => wayOption(way, `way ${i}`)),
    ...troubled.map((state) => ({ value: state.baseUrl, name: `${state.baseUrl}: ${state.detail}` })),
    ...WAYS_OUT,
  ];
  const answer = await askMeanwhile(
    w,
    { message: "What now? It goes on by itself when a server answers.", options, extra: { help: HELP } },
    (signal) => watch(w, w.find.timeoutMs, signal),
  );
  const way = ways.find((_, i) => answer === `way ${i}`);
  if (way !== undefined) await goWay(w, way);
  else await other(w, answer, troubled, askAddress);
}

async function other(
  w: Wizard,
  answer: string | null,
  troubled: readonly ServerState[],
  askAddress: () => Promise<void>,
): Promise<void> {
  const state = troubled.find(({ baseUrl }) => baseUrl === answer);
  if (answer === "quit") throw new LeaveError();
  if (answer === "address") await orBack(askAddress);
  else if (answer === "again") await look(w);
  else if (state !== undefined) await overcome(w, state, askAddress);
}

/** A server that requires a key, loads or is slow: gets the key, or waits for it as long as the user likes. */
export async function overcome(
  w: Wizard,
  state: ServerState,
  askAddress: () => Promise<void>,
): Promise<void> {
  if (state.status === "unauthorized" && (state.refusal?.by ?? "key") === "key")
    return askKey(w, state, askAddress);
  if (state.status === "unauthorized") {
    const { error } = explainAbsence({ ...w.found, states: [state] }, w.find, null);
    tell(w, error.message, ...(error.hint === null ? [] : [error.hint]));
  }
  const patient = { ...w, find: { ...w.find, timeoutMs: Math.max(PATIENT_MS, w.find.timeoutMs) } };
  const answer = await askMeanwhile(
    w,
    {
      message: `${state.baseUrl} ${stateText(state, w)}; waiting`,
      options: WAYS_OUT,
      preset: "again",
      extra: { since: Date.now(), help: HELP },
    },
    (signal) => watch(patient, patient.find.timeoutMs, signal),
  );
  // a server that was slow once is given the time that it takes
  if (state.status !== "unauthorized") {
    w.find = patient.find;
    w.session = { ...w.session, o: { ...w.session.o, timeout: patient.find.timeoutMs } };
  }
  w.found = patient.found;
  await other(w, answer, [], askAddress);
}

function stateText({ status, detail }: ServerState, { find }: Wizard): string {
  const seconds = Math.round(find.timeoutMs / 1_000);
  if (status === "silent") return `accepts connections, but has not answered in ${seconds} s`;
  if (status === "slow") return `answers, but too slowly for ${seconds} s`;
  return status === "loading" ? "is loading its model" : detail;
}

/** Looks again and again until a server can be used. */
async function watch(w: Wizard, timeoutMs: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await sleep(PAUSE_MS, undefined, { signal });
    const found = await findServers({ ...w.find, timeoutMs, signal });
    signal.throwIfAborted();
    const before = w.found;
    w.found = found;
    if (serverFor(await inputOf(w)) !== null) return;
    w.found = before;
  }
}

/** An option for a way, with all that it does and costs. */
export function wayOption<T extends string>(way: Way, value: T): Option<T> {
  const caution = way.caution === null ? "" : `; ${way.caution}`;
  return { value, name: way.title, description: `${way.how}${caution}` };
}

/** Goes a way that the user chose, and looks again. What fails is told. */
export async function goWay(w: Wizard, way: Way): Promise<boolean> {
  const { o, outside } = w.session;
  if (way.caution !== null) {
    tell(w, `this will: ${way.how}`, `note: ${way.caution}`);
    if (!(await agrees(w, "Do it?", "Nothing else is sent or run. Ctrl-C ends it while it goes on.")))
      return false;
  }
  try {
    const run = (progress: Progress) =>
      way.run(progress, outside.signal, (line) => {
        progress.stop();
        tell(w, line);
        progress.start(way.title);
      });
    tell(w, ...(await showing(way.title, o, outside, run)));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    tell(w, `it did not work: ${error.message}`, ...(error.hint === null ? [] : [error.hint]));
    return false;
  }
  if (w.find.endpoints.length > 0) w.find = { ...w.find, endpoints: [way.baseUrl] };
  await look(w);
  return true;
}

/** Goes back to the question before from one that allows it. */
async function orBack(ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof WentBackError)) throw error;
  }
}
