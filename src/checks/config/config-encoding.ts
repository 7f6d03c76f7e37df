import type { Place } from "../../config/read/types.ts";
import { each } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/** Bytes that are not text. OpenClaw accepts a byte order mark. */
export const configEncoding = defineCheck({
  id: "config-encoding",
  title: "File that is not valid UTF-8",
  severity: "warning",
  doc: {
    what: "The file contains bytes that are not UTF-8, or the replacement character (U+FFFD) that another program put in their place.",
    why: "Names, keys and paths that contain such a character are damaged: OpenClaw may ask the server for a model that does not exist.",
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
          message: "The file contains bytes that are not UTF-8",
          fixHint: "save it as UTF-8 and re-enter the damaged text",
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
