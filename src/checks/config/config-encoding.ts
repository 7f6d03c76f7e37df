import type { Place } from "../../config/read/types.ts";
import { each } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/** Bytes that are no text. A byte order mark is fine: OpenClaw takes it. */
export const configEncoding = defineCheck({
  id: "config-encoding",
  title: "File that is not valid UTF-8",
  severity: "warning",
  doc: {
    what: "The file holds bytes that are not UTF-8, or the sign that another program put in their place (U+FFFD).",
    why: "Names, keys and paths with such a sign are not what they were, and a server is asked for a model that it does not have.",
    bad: `{
  agents: { entries: { main: { identity: { name: "Caf\uFFFD" } } } },
}`,
    good: `{
  agents: { entries: { main: { identity: { name: "Café" } } } },
}`,
  },
  config: {
    run: each(
      ({ config }) => config.files,
      ({ path, text }) => {
        const offset = text.indexOf("\uFFFD");
        if (offset < 0) return null;
        return {
          at: [],
          place: placeOf(path, text, offset),
          message: "The file holds bytes that are not UTF-8",
          fixHint: "save it as UTF-8 and write the damaged text again",
        };
      },
    ),
  },
});

function placeOf(file: string, text: string, offset: number): Place {
  const lines = text.slice(0, offset).split(/\r\n|[\n\r\u2028\u2029]/);
  const line = lines.length;
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return { file, line, column, endLine: line, endColumn: column + 1 };
}
