import { didYouMean } from "../../core/did-you-mean.ts";
import { UserError } from "../../core/errors.ts";
import { type ExplainInfo, explainText, plainRemedies } from "../../report/explain.ts";
import { stdoutStyle } from "../../ui/terminal.ts";
import type { Run } from "../shared/command.ts";
import { printJson } from "../shared/emit.ts";
import { catalogue, withoutCheck } from "./catalogue.ts";
import type { explain } from "./spec.ts";

/** Explains one id, or lists all of them. */
export const run: Run<typeof explain> = async (o, [id], outside) => {
  const all = catalogue(outside.host.platform);
  if (id === undefined) {
    if (o.json) await printJson({ schemaVersion: 1, checks: all.map(summary) }, outside);
    else await outside.stdout(list(all));
    return 0;
  }
  const info = all.find((c) => c.id === id);
  if (info === undefined) throw unknownCheck(id, all);
  if (o.json) await printJson({ schemaVersion: 1, ...summary(info), ...docJson(info) }, outside);
  else await outside.stdout(explainText(info, await stdoutStyle(o, outside)));
  return 0;
};

function unknownCheck(id: string, all: readonly ExplainInfo[]): UserError {
  const why = Object.values(withoutCheck()).flatMap((list) => (Object.hasOwn(list, id) ? [list[id]] : []));
  const near = didYouMean(
    id,
    all.map((c) => c.id),
  );
  const guess = `${near === undefined ? "" : `Did you mean ${near}? `}list them: openclaw-local explain`;
  return new UserError(`there is no check ${JSON.stringify(id)}`, {
    hint: why.length > 0 ? why.join(" ") : guess,
  });
}

/**
 * `bad` and `good` are always present. Without config examples they hold `seen` and `helps`, which is `remedies` as one
 * text. `live` is for readers of earlier versions: what doctor shows of a fault that lint finds, too.
 */
function docJson(info: ExplainInfo) {
  const { doc, foundBy, sameBecause } = info;
  const remedies = plainRemedies(info);
  const lines = remedies.map((one) => (one.for === "" ? one.text : `${one.for}: ${one.text}`));
  const helps = lines.length === 0 ? undefined : lines.join("\n");
  const { what, why, seen, bad = seen, good = helps } = doc;
  const [, doctor] = foundBy;
  const live = doctor && { ...doctor, what, why, bad: seen, good: helps };
  return { ...doc, helps, bad, good, live, remedies, sameBecause };
}

function summary({ id, title, severity, foundBy }: ExplainInfo) {
  return { id, title, severity, command: foundBy[0]?.command, foundBy, docs: `docs/rules/${id}.md` };
}

function list(all: readonly ExplainInfo[]): string {
  const width = Math.max(...all.map((c) => c.id.length));
  const lines = all.map((c) => `${c.id.padEnd(width)}  ${c.severity.padEnd(7)}  ${c.title}`);
  return `${lines.join("\n")}\n\nOne of them in full: openclaw-local explain <id>\n`;
}
