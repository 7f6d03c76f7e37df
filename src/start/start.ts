import { join } from "node:path";
import { writeStdout } from "../io/stdout.ts";
import { toolVersion } from "../io/tool.ts";
import { loadScript } from "./code-cache.ts";

/** The file name of the bundle of fast.ts, put in by scripts/build.js. */
declare const FAST_BUNDLE: string;

/**
 * Runs a command line and sets the exit status. What fast.ts understands runs without Node's loader of ES modules, which
 * takes longer than all the rest of lint; everything else is the work of full.ts.
 */
export async function start(argv: readonly string[]): Promise<void> {
  const [name] = argv;
  // The most frequent question of scripts and of completion deserves no argument parser.
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
