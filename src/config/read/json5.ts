import JSON5 from "json5";
import { errorMessage } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";

type Json5Result = { ok: true; value: Json } | { ok: false; message: string };

/**
 * Parses a text with json5, the library that OpenClaw uses. The message has no position, because editors count lines
 * differently (lone CR, U+2028).
 */
export function parseJson5(text: string): Json5Result {
  // json5 prints a warning for U+2028 in a string, which must not appear in a report on standard output.
  const warn = console.warn;
  console.warn = () => undefined;
  try {
    const value: Json = JSON5.parse(text);
    return { ok: true, value };
  } catch (error) {
    const message = errorMessage(error)
      .replace(/^JSON5: /, "")
      .replace(/ at \d+:\d+$/, "");
    return { ok: false, message };
  } finally {
    console.warn = warn;
  }
}
