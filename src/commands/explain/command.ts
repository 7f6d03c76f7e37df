import { didYouMean } from "../../core/did-you-mean.ts";
import { UserError } from "../../core/errors.ts";
import type { Outside } from "../../ports/index.ts";
import { type ExplainInfo, explainText } from "../../report/explain.ts";
import { flagOption, type RawOptions } from "../shared/options.ts";
import { stdoutStyle } from "../shared/style.ts";
import { catalogue, withoutCheck } from "./catalogue.ts";

/** Explains one id, or lists all of them. */
export async function run(args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const all = catalogue();
  const [id] = args;
  const json = flagOption(raw, "json");
  if (id === undefined) {
    await outside.stdout(json ? asJson({ checks: all.map(summary) }) : list(all));
    return 0;
  }
  const info = all.find((c) => c.id === id);
  if (info === undefined) {
    const near = didYouMean(
      id,
      all.map((c) => c.id),
    );
    const { notLinted, notChecked } = withoutCheck();
    const reasons = [notLinted, notChecked].flatMap((list) => (Object.hasOwn(list, id) ? [list[id]] : []));
    throw new UserError(`there is no check ${JSON.stringify(id)}`, {
      hint:
        reasons.length > 0
          ? reasons.join(" ")
          : `${near === undefined ? "" : `Did you mean ${near}? `}list them: openclaw-local explain`,
    });
  }
  await outside.stdout(
    json
      ? asJson({ ...summary(info), ...docJson(info) })
      : explainText(info, await stdoutStyle(raw, outside)),
  );
  return 0;
}

/** `bad` and `good` are always there: a fault that no config shows has what is seen and what helps in them. */
function docJson({ doc }: ExplainInfo) {
  const { bad = doc.seen, good = doc.helps } = doc;
  return { ...doc, bad, good };
}

function summary({ id, title, severity, foundBy }: ExplainInfo) {
  return { id, title, severity, command: foundBy[0]?.command, foundBy, docs: `docs/rules/${id}.md` };
}

function asJson(value: object): string {
  return `${JSON.stringify({ schemaVersion: 1, ...value }, null, 2)}\n`;
}

function list(all: readonly ExplainInfo[]): string {
  const width = Math.max(...all.map((c) => c.id.length));
  const lines = all.map((c) => `${c.id.padEnd(width)}  ${c.severity.padEnd(7)}  ${c.title}`);
  return `${lines.join("\n")}\n\nOne of them in full: openclaw-local explain <id>\n`;
}
