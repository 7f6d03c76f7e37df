import { neutralize } from "../core/text.ts";
import { readCatalog } from "../fit/catalog.ts";
import { recommend } from "../fit/recommend.ts";
import type { Recommendation } from "../fit/types.ts";
import type { Outside } from "../ports/index.ts";
import { localModelConfigs } from "../servers/shared/model-config.ts";
import { showing } from "../ui/terminal.ts";
import { explainAbsence } from "./absent.ts";
import type { Decided } from "./decide.ts";
import { type FindInput, type Found, findServers } from "./find.ts";
import { splitEndpoints } from "./options.ts";
import type { Session } from "./session.ts";
import type { Start } from "./start.ts";

/** For one request of the scan, in ms. */
const SCAN_TIMEOUT_MS = 3_000;

/** Looks for servers and decides. Throws UserError with what was tried when no server can be used. */
export async function searchAndDecide(
  session: Session,
  start: Pick<Start, "view" | "env">,
  decideOn: (found: Found) => Promise<Decided | null>,
): Promise<Decided> {
  const { o, outside, document } = session;
  const find = await findInput(session, start);
  const found = await showing("looking for model servers", o, outside, () => findServers(find));
  document.tried = triedOf(found);
  const decided = await decideOn(found);
  if (decided !== null) return decided;
  const { error, lines, fits } = explainAbsence(found, find, await whatFits(session));
  sayLines([...lines, ...fits], outside);
  throw error;
}

/** What was tried, as the document has it. */
export function triedOf({ tried }: Found): { url: string; outcome: string }[] {
  return tried.map((t) => ({ url: t.url, outcome: neutralize(t.outcome) }));
}

/** What to look for, and where. */
export async function findInput(
  { o, outside, deadline }: Session,
  { view, env }: Pick<Start, "view" | "env">,
): Promise<FindInput> {
  return {
    view,
    env,
    http: await outside.http(),
    modelConfigs: localModelConfigs(outside.fs, outside.env, outside.host),
    endpoints: splitEndpoints(o.endpoint).servers,
    apiKeyEnv: o.apiKeyEnv ?? null,
    timeoutMs: Math.min(o.timeout ?? SCAN_TIMEOUT_MS, deadline?.left() ?? Number.POSITIVE_INFINITY),
    signal: outside.signal,
  };
}

/** What this hardware could run with the requested context; null if its memory is unknown. */
export async function whatFits({ o, outside, hardware }: Session): Promise<Recommendation | null> {
  const found = await hardware();
  return found.budget.bytes === null
    ? null
    : recommend(found, { context: o.context }, readCatalog(outside.fs));
}

/** Prints lines on stderr, with foreign text made harmless. */
function sayLines(lines: readonly string[], { stderr }: Pick<Outside, "stderr">): void {
  const harmless = (line: string) => `${/^ */.exec(line)?.[0] ?? ""}${neutralize(line, 400)}`;
  stderr(`${lines.map(harmless).join("\n")}\n`);
}
