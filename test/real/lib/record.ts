import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { type Ask, battery, KEY, type Situation, UNKNOWN_PATH } from "../../emulators/recorded/battery.ts";
import { askFor, keptRequest, type Reply, sameReply } from "../../emulators/recorded/exchange.ts";
import type { Names } from "../../emulators/recorded/tidy.ts";
import { CACHE, ROOT } from "./paths.ts";

/** Where the recordings are: a folder for each product, version and situation. */
const REPLIES = `${ROOT}test/replies`;

/**
 * Sends the battery to a running server and writes test/replies/<folder>/<name>.json. A path that the server does not have
 * gets no file: unknown-path.json is its reply. Returns the number of files.
 */
export async function record(
  folder: string,
  origin: string,
  situation: Situation,
  names: Names = [],
  key: string = KEY,
): Promise<number> {
  const all: Names = [...names.flatMap(withTarget), [origin, "http://127.0.0.1:8000"], [CACHE, "/cache"]];
  const own = { ...situation, model: undo(situation.model, names) };
  const dir = `${REPLIES}/${folder}`;
  mkdirSync(dir, { recursive: true });
  for (const old of readdirSync(dir)) rmSync(`${dir}/${old}`);
  // by the method and the key that goes with it
  const unknown = new Map<string, Reply>();
  let written = 0;
  for (const ask of battery(own)) {
    const reply = await askFor(origin, ask, situation.key ? key : undefined, {
      names: all,
      keep: [situation.model],
    });
    const kind = `${ask.method} ${ask.auth}`;
    if (ask.path === UNKNOWN_PATH) unknown.set(kind, reply);
    else if (sameReply(reply, unknown.get(kind))) continue;
    write(`${dir}/${ask.name}.json`, ask, reply, all);
    written += 1;
  }
  writeFileSync(`${dir}/situation.json`, `${JSON.stringify(plain(situation), null, 1)}\n`);
  return written;
}

/** A name and, if it is a link's, what it points to: some servers resolve the folder of a model. */
function withTarget([from, to]: Names[number]): Names {
  return existsSync(from)
    ? [
        [from, to],
        [realpathSync(from), to],
      ]
    : [[from, to]];
}

/** The name that the server knows the model by. */
function undo(model: string, names: Names): string {
  return names.find(([, to]) => to === model)?.[0] ?? model;
}

function plain({ only, ...situation }: Situation): object {
  return { ...situation, ...(only ? { only: only.source } : {}) };
}

function write(file: string, ask: Ask, reply: Reply, names: Names): void {
  writeFileSync(file, `${JSON.stringify({ request: keptRequest(ask, names), ...reply }, null, 1)}\n`);
}
