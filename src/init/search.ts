import { setTimeout as sleep } from "node:timers/promises";
import { InterruptedError } from "../core/errors.ts";
import { neutralize } from "../core/text.ts";
import { readCatalog } from "../fit/catalog.ts";
import { recommend } from "../fit/recommend.ts";
import type { Recommendation } from "../fit/types.ts";
import type { ConfigView } from "../openclaw/types.ts";
import type { Env } from "../ports/index.ts";
import { localModelConfigs } from "../servers/shared/model-config.ts";
import { showing } from "../ui/terminal.ts";
import { type Absence, explainAbsence } from "./absent.ts";
import type { Decided } from "./decide.ts";
import { type FindInput, type Found, findServers } from "./find.ts";
import { splitEndpoints } from "./options.ts";
import { usableServers } from "./server.ts";
import type { Session } from "./session.ts";

/** For one request of the scan, in ms. */
const SCAN_TIMEOUT_MS = 3_000;
/** Pause between two scans while waiting for a server, in ms. */
const WAIT_MS = 2_000;

/** Looks for servers and decides. While `decideOn` gives null (no usable server), it offers to wait for one. */
export async function searchAndDecide(
  session: Session,
  known: { view: ConfigView; env: Env },
  decideOn: (found: Found) => Promise<Decided | null>,
): Promise<Decided> {
  const { o, outside, document, ask } = session;
  const find = await findInput(session, known);
  let found = await showing("looking for model servers", o, outside, () => findServers(find));
  for (let waited = false; ; waited = true) {
    if (outside.signal.aborted) throw new InterruptedError();
    document.tried = found.tried.map((t) => ({ url: t.url, outcome: neutralize(t.outcome) }));
    const decided = await decideOn(found);
    if (decided !== null) return decided;
    const absence = explainAbsence(found, find, await whatFits(session));
    if (!waited) sayAbsence(session, absence);
    if (ask === null) throw absence.error;
    if (!waited && !(await ask.confirm("Wait until a server is up?", true))) throw absence.error;
    const text = "waiting for a model server (Ctrl-C ends it)";
    found = await showing(text, o, outside, () => waitForServer(find));
  }
}

async function findInput(
  { o, outside, deadline }: Session,
  known: { view: ConfigView; env: Env },
): Promise<FindInput> {
  return {
    ...known,
    http: await outside.http(),
    modelConfigs: localModelConfigs(outside.fs, outside.env, outside.host),
    endpoints: splitEndpoints(o.endpoint).servers,
    apiKeyEnv: o.apiKeyEnv ?? null,
    timeoutMs: Math.min(o.timeout ?? SCAN_TIMEOUT_MS, deadline?.left() ?? Number.POSITIVE_INFINITY),
    signal: outside.signal,
  };
}

/** What this hardware could run with the requested context; null if its memory is unknown. */
async function whatFits({ o, outside, hardware }: Session): Promise<Recommendation | null> {
  const found = await hardware();
  return found.budget.bytes === null
    ? null
    : recommend(found, { context: o.context }, readCatalog(outside.fs));
}

function sayAbsence({ outside, ask }: Session, { error, lines }: Absence): void {
  const shown = ask === null ? lines : [error.message, ...lines];
  const harmless = (line: string) => `${/^ */.exec(line)?.[0] ?? ""}${neutralize(line, 400)}`;
  outside.stderr(`${shown.map(harmless).join("\n")}\n`);
}

async function waitForServer(find: FindInput): Promise<Found> {
  try {
    for (;;) {
      await sleep(WAIT_MS, undefined, { signal: find.signal });
      const found = await findServers(find);
      if (usableServers(found.states).length > 0) return found;
    }
  } catch (error) {
    if (find.signal.aborted) throw new InterruptedError();
    throw error;
  }
}
