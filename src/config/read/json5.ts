import JSON5 from "json5";
import { errorMessage } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";

type Json5Result = { ok: true; value: Json } | { ok: false; message: string };

/**
 * What json5, the library that OpenClaw reads with, makes of a text. The message has neither the "JSON5:" in front nor
 * the position behind it, since editors count lines otherwise than json5 (lone CR, U+2028).
 */
export function parseJson5(text: string): Json5Result {
  // json5 writes a warning to the console for U+2028 in a string; that is no business of a report on standard output.
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
