// Writes docs/rules from the built registries, so that the docs cannot say what the code does not.
// node scripts/build-docs.js          writes
// node scripts/build-docs.js --check  fails when a page is missing, different or left over
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { catalogue, withoutCheck } from "../dist/catalogue.js";
import { docsPages } from "../dist/docs-pages.js";

const dir = fileURLToPath(new URL("../docs/rules/", import.meta.url));
const data = (name) => JSON.parse(readFileSync(new URL(`../data/${name}.json`, import.meta.url), "utf8"));
const pages = docsPages(catalogue(), {
  sees: data("openclaw-sees"),
  live: data("openclaw-sees-live"),
  ...withoutCheck(),
});
const present = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith(".md")) : [];
const surplus = present.filter((name) => !pages.has(name));
const changed = [...pages].filter(([name, text]) => !present.includes(name) || read(name) !== text);

if (process.argv.includes("--check")) {
  for (const [name] of changed) console.error(`docs/rules/${name} is missing or out of date`);
  for (const name of surplus) console.error(`docs/rules/${name} is of no check`);
  if (changed.length + surplus.length > 0) {
    console.error("Run: npm run build && node scripts/build-docs.js");
    process.exitCode = 1;
  }
} else {
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of changed) writeFileSync(dir + name, text);
  for (const name of surplus) rmSync(dir + name);
  console.log(`docs/rules: ${pages.size} pages, ${changed.length} written, ${surplus.length} removed`);
}

/** A checkout on Windows may have CRLF. */
function read(name) {
  return readFileSync(dir + name, "utf8").replaceAll("\r\n", "\n");
}
