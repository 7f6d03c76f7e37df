/**
 * Makes data/schemas/<version>/: OpenClaw's own config schema of a version, without the texts that a validator does not
 * need. root.json holds it all but the large sections (channels, tools, …), which have a file each and are read only for
 * a config that has them: parsing is most of what lint's schema check costs. Installs the named OpenClaw versions (no
 * install scripts) and a Node that can run them under .cache/schemas, asks each for `openclaw config schema`, and
 * removes the installations again (--keep leaves them).
 *
 *   node scripts/snapshot-schemas.js [--keep] [version ...]
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Before `config schema` existed: the zod schema in the package is converted instead. */
const FROM_ZOD = ["2026.1.30", "2026.2.6-3", "2026.2.26", "2026.3.24"];
const FROM_COMMAND = ["2026.4.15", "2026.5.28", "2026.6.11", "2026.7.1", "2026.8.2", "2026.9.6"];

/** OpenClaw 2026.9 wants Node 24.16 or newer, which need not be the Node of this checkout. */
const NODE_PACKAGE = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}@24`;

/** Words for people; a validator has no use for them, and they are more than half of the schema's size. */
const TEXT_KEYS = new Set(["title", "description", "examples", "default", "$schema", "$id", "$comment"]);

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CACHE = join(ROOT, ".cache", "schemas");
const OUT = join(ROOT, "data", "schemas");

function main() {
  const args = process.argv.slice(2);
  const keep = args.includes("--keep");
  const versions = args.filter((a) => !a.startsWith("--"));
  mkdirSync(OUT, { recursive: true });
  const node = installNode();
  for (const version of versions.length > 0 ? versions : [...FROM_ZOD, ...FROM_COMMAND])
    snapshot(node, version, keep);
  writeIndex();
  if (!keep) rmSync(CACHE, { recursive: true, force: true });
}

/** Dependencies of older versions that come from a git host or are gone; nothing that `config schema` runs needs them. */
const STUBBED = ["libsignal", "@whiskeysockets/eslint-config", "cssomnom"];

function install(prefix, spec) {
  const stub = join(prefix, "stub");
  mkdirSync(stub, { recursive: true });
  writeFileSync(join(stub, "package.json"), JSON.stringify({ name: "stub", version: "0.0.0" }));
  const overrides = Object.fromEntries(STUBBED.map((name) => [name, `file:${stub}`]));
  writeFileSync(join(prefix, "package.json"), JSON.stringify({ private: true, overrides }));
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefer-offline"];
  execFileSync("npm", ["install", ...flags, "--prefix", prefix, spec], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function installNode() {
  const prefix = join(CACHE, "node");
  const name = NODE_PACKAGE.replace(/@\d+$/, "");
  const binary = join(
    prefix,
    "node_modules",
    name,
    "bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  if (!existsSync(binary)) install(prefix, NODE_PACKAGE);
  return binary;
}

function snapshot(node, version, keep) {
  const prefix = join(CACHE, version);
  if (!existsSync(join(prefix, "node_modules", "openclaw"))) install(prefix, `openclaw@${version}`);
  const plain = strip(pointRefs(readSchema(node, version, prefix)));
  writeSections(version, plain);
  if (!keep) rmSync(prefix, { recursive: true, force: true });
}

/** Characters from which on a section gets its own file. */
const SECTION_SIZE = 3_000;

function writeSections(version, schema) {
  const dir = join(OUT, version);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const properties = {};
  for (const [key, section] of Object.entries(schema.properties)) {
    const text = JSON.stringify(section);
    if (text.length < SECTION_SIZE) properties[key] = section;
    else {
      writeFileSync(join(dir, `${key}.json`), `${text}\n`);
      // replaced by the loader when it is looked at
      properties[key] = { $section: `${key}.json` };
    }
  }
  writeFileSync(join(dir, "root.json"), `${JSON.stringify({ ...schema, properties })}\n`);
  process.stdout.write(`${version}: ${Object.keys(properties).length} sections\n`);
}

/** Finds the module that exports OpenClawSchema (in a bundle under a short name) and writes it as JSON Schema. */
const CONVERT = `
import { createRequire } from "node:module";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
const [, root, out] = process.argv;
const zod = createRequire(join(root, "package.json"))("zod");
for (const name of readdirSync(join(root, "dist"), { recursive: true }).filter((f) => f.endsWith(".js"))) {
  const file = join(root, "dist", name);
  const text = readFileSync(file, "utf8");
  if (!/OpenClawSchema ?= ?z/.test(text)) continue;
  const short = /OpenClawSchema as (\\w+)/.exec(text)?.[1] ?? "OpenClawSchema";
  const schema = (await import(pathToFileURL(file).href))[short];
  if (schema === undefined) continue;
  const json = zod.toJSONSchema(schema, { target: "draft-7", io: "input", unrepresentable: "any" });
  writeFileSync(out, JSON.stringify(json));
  break;
}
process.exit(0);
`;

function readSchema(node, version, prefix) {
  const home = join(CACHE, "home");
  mkdirSync(home, { recursive: true });
  const env = { PATH: process.env.PATH, HOME: home, OPENCLAW_HOME: home, NO_COLOR: "1" };
  const options = { env, encoding: "utf8", maxBuffer: 64 * 2 ** 20, stdio: ["ignore", "pipe", "ignore"] };
  const root = join(prefix, "node_modules", "openclaw");
  if (FROM_ZOD.includes(version)) {
    const out = join(prefix, "schema.json");
    execFileSync(node, ["--input-type=module", "-e", CONVERT, root, out], options);
    return JSON.parse(readFileSync(out, "utf8"));
  }
  const text = execFileSync(node, [join(root, "openclaw.mjs"), "config", "schema"], options);
  return JSON.parse(text.slice(text.indexOf("{")));
}

/**
 * A plugin's part of the schema says "#/$defs/x" and means the $defs beside it; in the whole document that pointer leads
 * nowhere. Each such $ref becomes absolute: the nearest enclosing object that has the definition.
 */
function pointRefs(root) {
  const walk = (value, pointer, owners) => {
    if (Array.isArray(value)) return value.map((item, i) => walk(item, `${pointer}/${i}`, owners));
    if (typeof value !== "object" || value === null) return value;
    const inside = [...owners, { value, pointer }];
    const copy = {};
    for (const [key, item] of Object.entries(value)) {
      copy[key] =
        key === "$ref" && typeof item === "string"
          ? absoluteRef(item, inside)
          : walk(item, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, inside);
    }
    return copy;
  };
  return walk(root, "#", []);
}

function absoluteRef(ref, owners) {
  const steps = ref.replace(/^#\/?/, "").split("/");
  for (const owner of owners.toReversed()) {
    let target = owner.value;
    for (const step of steps) {
      const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
      target = typeof target === "object" && target !== null ? target[key] : undefined;
    }
    if (target !== undefined) return `${owner.pointer}/${steps.join("/")}`;
  }
  throw new Error(`no target for ${ref}`);
}

/** 2026.4.15 prints its schema as it is after the defaults are filled in; what has a default need not be written. */
function hasDefault(schema, name) {
  const property = schema.properties?.[name];
  return typeof property === "object" && property !== null && "default" in property;
}

/** Drops the text keywords of each subschema; a config key that is called "title" or "default" stays. */
function strip(schema, isSchema = true) {
  if (Array.isArray(schema)) return schema.map((item) => strip(item, isSchema));
  if (typeof schema !== "object" || schema === null) return schema;
  const copy = {};
  for (const [key, value] of Object.entries(schema)) {
    if (isSchema && TEXT_KEYS.has(key)) continue;
    if (isSchema && (key === "const" || key === "enum")) copy[key] = value;
    else if (isSchema && key === "required") copy[key] = value.filter((name) => !hasDefault(schema, name));
    else if (isSchema && ["properties", "patternProperties", "$defs", "definitions"].includes(key))
      copy[key] = strip(value, false);
    else copy[key] = strip(value, true);
  }
  return copy;
}

function writeIndex() {
  const versions = readdirSync(OUT)
    .filter((name) => existsSync(join(OUT, name, "root.json")))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const before = existsSync(join(OUT, "index.json"))
    ? JSON.parse(readFileSync(join(OUT, "index.json"), "utf8"))
    : {};
  const same = JSON.stringify(before.versions) === JSON.stringify(versions);
  const index = {
    versions,
    generatedOn: same && before.generatedOn ? before.generatedOn : new Date().toISOString().slice(0, 10),
    source:
      "the npm package of each version: `openclaw config schema`, before 2026.4 its zod schema; stripped by scripts/snapshot-schemas.js",
  };
  writeFileSync(join(OUT, "index.json"), `${JSON.stringify(index, null, 2)}\n`);
}

main();
