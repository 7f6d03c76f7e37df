import { readFileSync } from "node:fs";
import { title, wordsOf } from "./plan.js";

/** The plainest one, with every member that init fills. */
const NEIGHBOR = new URL("../../templates/local-only/template.json5", import.meta.url);

/**
 * A template of init. The tests hold all that are listed to the same: valid on every bundled version, without findings,
 * and unchanged by a second run of init.
 *
 * @param {readonly string[]} words
 * @returns {import("./plan.js").Plan}
 */
export function planTemplate(words) {
  const [id] = wordsOf(words, 1);
  const file = `templates/${id}/template.json5`;
  return {
    files: { [file]: templateText(id) },
    fill: { [file]: "@label, @when, and the members; one a line" },
    line: {
      file: "src/init/templates/registry.ts",
      list: "TEMPLATE_IDS",
      entry: `"${id}",`,
    },
    test: "npx vitest run test/guards test/templates test/init",
  };
}

/** @param {string} id */
function templateText(id) {
  const body = readFileSync(NEIGHBOR, "utf8")
    .replaceAll("\r\n", "\n")
    .replace(/^(?:\/\/ @.*\n)+/, "");
  return `// @label ${title(id)}, TODO: in one line for lists\n// @when TODO: when to use it, in one or two sentences.\n${body}`;
}
