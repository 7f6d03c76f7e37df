// Bundles src into dist with one chunk for each lazily loaded part. Plain files start slower: Node spends about half a
// millisecond on each of more than a hundred modules that lint would load. Dependencies stay where npm put them.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  // The last two are what scripts/build-docs.js reads.
  entryPoints: ["src/cli.ts", "src/commands/catalogue.ts", "src/report/docs-pages.ts"],
  outdir: "dist",
  outbase: "src",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // commander and json5 are in every run; inside the bundle they cost a third of what Node's loader takes for them.
  external: ["@inquirer/prompts", "chalk", "diff", "ora", "systeminformation", "undici"],
  // commander is CommonJS and requires node's own modules.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  legalComments: "none",
  logLevel: "warning",
});
