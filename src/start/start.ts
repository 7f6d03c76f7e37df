import { join } from "node:path";
import { writeStdout } from "../io/stdout.ts";
import { toolVersion } from "../io/tool.ts";
import { loadScript } from "./code-cache.ts";

/** The file name of the bundle of fast.ts, defined by scripts/build.js. */
declare const FAST_BUNDLE: string;

/**
 * Runs a command line and sets the exit status. fast.ts runs without Node's loader of ES modules, which takes longer than
 * the rest of lint; full.ts runs everything that fast.ts does not.
 */
export async function start(argv: readonly string[]): Promise<void> {
  const [name] = argv;
  // Scripts ask for the version often, so it gets by without the parser.
  if (argv.length === 1 && (name === "--version" || name === "-V")) return writeStdout(`${toolVersion()}\n`);
  if (name === "lint") {
    const file = join(__dirname, FAST_BUNDLE);
    const { value, keep } = loadScript(file);
    if (typeof value !== "function") throw new Error(`${file} is damaged`);
    const running: unknown = value(require, file, __dirname)(argv);
    if (running !== null) {
      await running;
      keep();
      return;
    }
  }
  const { main } = await import("./full.ts");
  await main(argv);
}
