// Bundles src into dist.
//
// - full.js and its chunks: everything, ES modules, one chunk for each lazily loaded part. Plain files start slower: Node
//   spends about half a millisecond on each of more than a hundred modules that lint would load.
// - fast-<hash>.cjs: what a plain lint needs, one script for V8's code cache (src/start/code-cache.ts), and start.cjs, which
//   runs it. The cache is made here for the Node that builds, and by the first run for any other.
//
// Packages stay where npm put them, apart from those that are in BUNDLED.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
// Built beside dist and put in its place at once, so that a command that runs meanwhile finds all of it.
const out = `dist.${process.pid}.tmp`;
/** What is inside the bundles and not loaded from node_modules. */
const BUNDLED = ["chalk", "commander", "json5"];
/** What a plain lint never loads; in the fast bundle it is where it was, behind a require that is not reached. */
const FAST_EXTERNAL = ["diff", "minimatch", "systeminformation", "undici"];

/** @type {import("esbuild").BuildOptions} */
const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.19",
  legalComments: "none",
  logLevel: "warning",
};

const CJS_DEFINE = { "import.meta.dirname": "__dirname" };

await buildFull();
await buildStart(await buildFast());
makeCodeCache();
writeFileSync(`${root}${out}/THIRD-PARTY.txt`, BUNDLED.map(notice).join("\n"));
rmSync(`${root}dist`, { recursive: true, force: true });
renameSync(`${root}${out}`, `${root}dist`);

async function buildFull() {
  await build({
    ...COMMON,
    entryPoints: { full: "src/start/full.ts" },
    outdir: out,
    splitting: true,
    format: "esm",
    // commander and json5 are in every run; inside the bundle they cost a third of what Node's loader takes for them.
    external: [...FAST_EXTERNAL, "@inquirer/core", "@inquirer/prompts", "chalk", "ora", "semver"],
    // commander is CommonJS and requires node's own modules.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
}

/** @returns {Promise<string>} the name of the file, which changes with its content: the code cache relies on it */
async function buildFast() {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: ["src/start/fast.ts"],
    write: false,
    minifyWhitespace: true,
    minifySyntax: true,
    format: "cjs",
    external: FAST_EXTERNAL,
    // A vm.Script has no import().
    supported: { "dynamic-import": false },
    define: CJS_DEFINE,
    banner: { js: "(function (require, __filename, __dirname) { var module = { exports: {} };" },
    footer: { js: "return module.exports.runPlain; })" },
  });
  const text = outputFiles[0].text;
  // It is read as Latin-1: half the memory, and no decoder.
  if (/[^\0-\x7f]/.test(text))
    throw new Error("the fast bundle is not ASCII (write \\\\u… in regular expressions)");
  const name = `fast-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.cjs`;
  writeFileSync(`${root}${out}/${name}`, text);
  return name;
}

/** @param {string} fast */
async function buildStart(fast) {
  await build({
    ...COMMON,
    entryPoints: ["src/start/start.ts"],
    outfile: `${out}/start.cjs`,
    format: "cjs",
    define: { ...CJS_DEFINE, FAST_BUNDLE: JSON.stringify(fast) },
    plugins: [
      {
        name: "full is a bundle of its own",
        setup: (esbuild) =>
          esbuild.onResolve({ filter: /^\.\/full\.ts$/ }, () => ({ path: "./full.js", external: true })),
      },
    ],
  });
}

/** Lints a config that has all sorts of things in it, so that what is compiled on the way is kept. */
function makeCodeCache() {
  // In a folder of its own, so that no settings of this machine are found.
  const dir = mkdtempSync(join(tmpdir(), "openclaw-local-build-"));
  try {
    copyFileSync(`${root}scripts/build-config.json5`, join(dir, "openclaw.json"));
    const start = JSON.stringify(`${root}${out}/start.cjs`);
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--eval", `require(${start}).start(["lint", "openclaw.json"])`],
      { cwd: dir, env: { ...process.env, HOME: dir, USERPROFILE: dir }, encoding: "utf8" },
    );
    if (status !== 1) throw new Error(`the built lint ends with ${status}:\n${stderr}`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {string} name */
function notice(name) {
  const dir = `${root}node_modules/${name}`;
  const licence = readdirSync(dir).find((file) => /^licen[cs]e/i.test(file));
  if (licence === undefined) throw new Error(`${name} ships no licence text`);
  return `dist contains code of ${name}:\n\n${readFileSync(`${dir}/${licence}`, "utf8").trim()}\n`;
}
