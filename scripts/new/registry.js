// A line in a registry.
import { BadInput } from "./plan.js";

/**
 * @typedef {object} Line
 * @property {string} file
 * @property {string} list the constant that holds the entries
 * @property {string} entry
 * @property {string} [import]
 * @property {string} [group] the comment that heads the entries among which it goes; without it, the end of the list
 * @property {string} [before] the entry that stays last
 */

/**
 * The text of a registry with one more line.
 *
 * @param {string} text
 * @param {Line} line
 */
export function withLine(text, line) {
  const { file, list, entry } = line;
  const lines = text.split("\n");
  const start = lines.findIndex((one) => one.startsWith(`export const ${list}`) && /[[{]$/.test(one));
  const length = lines.slice(start).findIndex((one) => /^[\]}]/.test(one));
  if (start < 0 || length < 0) throw new Error(`${file} has no list ${list}`);
  const body = lines.slice(start + 1, start + length);
  lines.splice(start + 1 + placeIn(body, line), 0, `  ${entry}`);
  if (line.import !== undefined) lines.unshift(line.import);
  return lines.join("\n");
}

/**
 * @param {readonly string[]} body
 * @param {Line} line
 */
function placeIn(body, { file, group, before }) {
  if (before !== undefined) return body.findIndex((one) => one.trimStart().startsWith(before));
  if (group === undefined) return body.length;
  const groups = body.flatMap((one) => /^ {2}\/\/ (.*)/.exec(one)?.[1] ?? []);
  if (!groups.includes(group))
    throw new BadInput(
      `${file} has no group "${group}"; it has ${groups.map((one) => `"${one}"`).join(", ") || "no groups"}`,
    );
  const head = body.indexOf(`  // ${group}`);
  const rest = body.slice(head + 1).findIndex((one) => one.startsWith("  //"));
  return rest < 0 ? body.length : head + 1 + rest;
}
