import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { battery, KEY, type Situation, UNKNOWN_PATH } from "../../emulators/recorded/battery.ts";
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
  const kept: [name: string, value: object][] = [["situation", plain(situation)]];
  // by the method and the key that goes with it
  const unknown = new Map<string, Reply>();
  for (const ask of battery(own)) {
    const reply = await askFor(origin, ask, situation.key ? key : undefined, {
      names: all,
      keep: [situation.model],
    });
    const kind = `${ask.method} ${ask.auth}`;
    if (ask.path === UNKNOWN_PATH) unknown.set(kind, reply);
    else if (sameReply(reply, unknown.get(kind))) continue;
    kept.push([ask.name, { request: keptRequest(ask, all), ...reply }]);
  }
  // all at once: a recording that broke off leaves the old one
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  for (const [name, value] of kept) {
    writeFileSync(`${dir}/${name}.json`, `${JSON.stringify(value, null, 1)}\n`);
  }
  return kept.length;
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
