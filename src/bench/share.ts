import { resolve } from "node:path";
import { UserError } from "../core/errors.ts";
import { getKey, type JsonObject, parseJson } from "../core/json.ts";
import type { OwnEntry } from "../fit/own/types.ts";
import type { Outside } from "../ports/index.ts";
import { figuresJson, ratesJson } from "../report/bench-text.ts";

const FORMAT = "openclaw-local bench";
/** The files of this kind have a few KB. */
const MOST_BYTES = 256 * 1024;

/** Throws UserError when there is a file that is not one of these: it is not replaced. */
export function refuseForeignShare(file: string, { fs, host }: Outside): void {
  const path = resolve(host.cwd, file);
  const info = fs.info(path);
  if (info === null) return;
  if (info.kind !== "file") throw new UserError(`cannot write the figures to ${file}: it is a ${info.kind}`);
  const bytes = info.sizeBytes > MOST_BYTES ? null : fs.openRead(path, 0, MOST_BYTES);
  const json = bytes === null ? undefined : parseJson(new TextDecoder().decode(bytes));
  if (getKey(json, "format") !== FORMAT)
    throw new UserError(`${file} already exists and has no figures of bench, so it is not replaced`, {
      hint: "name another file",
    });
}

/**
 * The figures for others to read: hardware, server, model and what was measured. The port, the hour and the folder of a
 * model file stay here.
 */
export function sharedFigures(entry: OwnEntry, { host }: Pick<Outside, "host">): JsonObject {
  const { tool, model, measuredAt, exam } = entry;
  const { measuredAt: _hour, ...figures } = figuresJson(entry);
  return {
    ...{ format: FORMAT, version: 1, tool: { name: "openclaw-local", version: tool } },
    ...{ measuredOn: measuredAt.slice(0, 10), platform: host.platform, model: withoutFolder(model) },
    ...figures,
    exam: exam && { runs: exam.runs, measures: ratesJson(exam.measures) },
  };
}

/** A server may name a model by its file; its folders tell who uses the machine. `publisher/model` stays. */
function withoutFolder(model: string): string {
  const isPath = /^(?:[/\\~.]|[a-z]:|file:)/i.test(model) || /[/\\].*[/\\]/.test(model);
  return isPath ? (model.split(/[/\\]/).at(-1) ?? "") : model;
}
