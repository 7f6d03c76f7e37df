// Bundles src into dist with one chunk for each lazily loaded part. Plain files start slower: Node spends about half a
// millisecond on each of more than a hundred modules that lint would load. Dependencies stay where npm put them.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
// Built beside dist and put in its place at once, so that a command that runs meanwhile finds all of it.
const out = `dist.${process.pid}.tmp`;
/** What is inside the bundle and not loaded from node_modules. */
const BUNDLED = ["commander", "json5"];

await build({
  absWorkingDir: root,
  // The last two are what scripts/build-docs.js reads.
  entryPoints: ["src/cli.ts", "src/commands/catalogue.ts", "src/report/docs-pages.ts"],
  outdir: out,
  outbase: "src",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // commander and json5 are in every run; inside the bundle they cost a third of what Node's loader takes for them.
  external: ["@inquirer/prompts", "chalk", "diff", "ora", "semver", "systeminformation", "undici"],
  // commander is CommonJS and requires node's own modules.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  legalComments: "none",
  logLevel: "warning",
});
writeFileSync(`${root}${out}/THIRD-PARTY.txt`, BUNDLED.map(notice).join("\n"));
rmSync(`${root}dist`, { recursive: true, force: true });
renameSync(`${root}${out}`, `${root}dist`);

/** @param {string} name */
function notice(name) {
  const dir = `${root}node_modules/${name}`;
  const licence = readdirSync(dir).find((file) => /^licen[cs]e/i.test(file));
  if (licence === undefined) throw new Error(`${name} ships no licence text`);
  return `dist contains code of ${name}:\n\n${readFileSync(`${dir}/${licence}`, "utf8").trim()}\n`;
}
