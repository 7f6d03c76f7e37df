// Writes docs/rules and the tables of README.md, CONTRIBUTING.md and docs/ci.md from the code, and docs/servers.md and
// docs/benchmarks.md from what was measured, so that they cannot say what is not so.
// node scripts/build-docs.js          writes
// node scripts/build-docs.js --check  fails when a page is missing, different or left over
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { page as benchmarksPage } from "../bench/peers/page.js";
import { serversPage } from "./servers-page.js";
import { loadTypeScript, ROOT, replaceBlock } from "./support.js";
import { blocks } from "./tables.js";

const RULES = "docs/rules/";
const { catalogue, withoutCheck, docsPages, ...sources } = await loadTypeScript("scripts/docs-sources.ts");
const record = data("real-servers");
const wanted = new Map([
  ...rulePages(),
  ...pagesWithTables(),
  ["docs/servers.md", serversPage(record)],
  ["docs/benchmarks.md", benchmarksPage(JSON.parse(read("bench/peers/results.json") ?? ""))],
]);
const present = existsSync(ROOT + RULES)
  ? readdirSync(ROOT + RULES).filter((name) => name.endsWith(".md"))
  : [];
const surplus = present.map((name) => RULES + name).filter((path) => !wanted.has(path));
const changed = [...wanted].filter(([path, text]) => read(path) !== text);

if (process.argv.includes("--check")) {
  for (const [path] of changed) console.error(`${path} is missing or out of date`);
  for (const path of surplus) console.error(`${path} is of no check`);
  if (changed.length + surplus.length > 0) {
    console.error("Run: npm run docs");
    process.exitCode = 1;
  }
} else {
  mkdirSync(ROOT + RULES, { recursive: true });
  for (const [path, text] of changed) writeFileSync(ROOT + path, text);
  for (const path of surplus) rmSync(ROOT + path);
  console.log(`docs: ${wanted.size} pages, ${changed.length} written, ${surplus.length} removed`);
}

/** @returns {[path: string, text: string][]} */
function rulePages() {
  const pages = docsPages(catalogue(), {
    sees: data("openclaw-sees"),
    live: data("openclaw-sees-live"),
    ...withoutCheck(),
  });
  return [...pages].map(([name, text]) => [RULES + name, text]);
}

/** @returns {[path: string, text: string][]} */
function pagesWithTables() {
  const { scripts } = JSON.parse(read("package.json") ?? "");
  return Object.entries(blocks(sources, scripts, record)).map(([path, tables]) => [
    path,
    Object.entries(tables).reduce((text, [name, table]) => replaceBlock(text, name, table), read(path) ?? ""),
  ]);
}

/** @param {string} name */
function data(name) {
  return JSON.parse(read(`data/${name}.json`) ?? "");
}

/**
 * A checkout on Windows may have CRLF.
 *
 * @param {string} path
 * @returns {string | null}
 */
function read(path) {
  return existsSync(ROOT + path) ? readFileSync(ROOT + path, "utf8").replaceAll("\r\n", "\n") : null;
}
