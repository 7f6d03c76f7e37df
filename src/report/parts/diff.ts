import { parseJson5 } from "../../config/read/json5.ts";
import { unifiedDiff } from "../../config/write/diff.ts";
import type { FileChange } from "../../config/write/plan.ts";
import { isObject, type Json } from "../../core/json.ts";
import { maskText } from "./mask.ts";
import { displayPath } from "./paths.ts";

/** Unwritten changes as a unified diff without secrets; "" when there are none. */
export async function diffOf(changes: readonly FileChange[], cwd: string): Promise<string> {
  const shown = await Promise.all(
    changes.map(async (c) => {
      const diff = await unifiedDiff(c.before, c.removes === true ? null : c.after, displayPath(c.path, cwd));
      return maskHeaders(diff, [c.before ?? "", c.after]);
    }),
  );
  // The lines around a change may contain keys.
  return maskText(shown.join(""));
}

/** Masks the values of HTTP headers, whatever their names: a part of a file does not show that it is in `headers`. */
function maskHeaders(diff: string, texts: readonly string[]): string {
  const headers = texts.flatMap((text) => {
    const read = parseJson5(text.replace(/^\ufeff/, ""));
    return read.ok ? headersIn(read.value) : [];
  });
  return headers.reduce((text, [name, value]) => {
    const key = new RegExp(
      `(${escaped(name)}["']?\\s*:\\s*(?:/\\*.*?\\*/\\s*)?)(["'])${escaped(value)}\\2`,
      "g",
    );
    return text.replace(key, "$1$2***$2");
  }, diff);
}

function headersIn(value: Json): [name: string, value: string][] {
  if (Array.isArray(value)) return value.flatMap(headersIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    /^(?:custom|extra|default)?headers$/i.test(key) && isObject(inner) ? valuesOf(inner) : headersIn(inner),
  );
}

/** References to variables stay readable. */
function valuesOf(headers: { [name: string]: Json }): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && value !== "" && !value.startsWith("$") ? [[name, value]] : [],
  );
}

/** A text as it is in a JSON5 string, for a pattern. */
function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
