import { readdirSync, readFileSync } from "node:fs";

/** A fenced JSON5 example of OpenClaw's documentation. */
export interface DocsExample {
  /** File below the docs folder, and the line of its opening fence: "gateway/local-models.md:206". */
  at: string;
  text: string;
}

/** Every fenced json, json5 or jsonc example that starts with an object, in the order of the files. */
export function docsExamples(folder: string): DocsExample[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.mdx?$/.test(name))
    .sort()
    .flatMap((name) => examplesOf(name.replaceAll("\\", "/"), readFileSync(`${folder}/${name}`, "utf8")))
    .filter(({ text }) => /^\s*(?:\/\/[^\n]*\n\s*)*\{/.test(text));
}

function examplesOf(name: string, page: string): DocsExample[] {
  const lines = page.split("\n");
  const examples: DocsExample[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent, fence] = /^([ \t]*)(`{3,})(?:json5?|jsonc)\b/.exec(lines[at] ?? "") ?? [];
    if (indent === undefined || fence === undefined) continue;
    const start = at;
    const close = lines.findIndex((line, index) => index > start && line.trim() === fence);
    at = close < 0 ? lines.length : close;
    const body = lines.slice(start + 1, at);
    const text = body.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)).join("\n");
    examples.push({ at: `${name}:${start + 1}`, text: `${text}\n` });
  }
  return examples;
}
