// What several scripts need.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * What a TypeScript module exports. Node 20 runs no TypeScript, so it is bundled in memory.
 *
 * @param {string} path
 */
export async function loadTypeScript(path) {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [path],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    // the bundle is a data: URL, and package files are looked for from the module's folder
    define: { "import.meta.dirname": JSON.stringify(ROOT) },
    write: false,
    logLevel: "warning",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

/**
 * A text with other content between `<!-- name: ... -->` and `<!-- end of name -->`.
 *
 * @param {string} text
 * @param {string} name
 * @param {string} content
 */
export function replaceBlock(text, name, content) {
  const block = new RegExp(`(<!-- ${name}: .* -->\n)[^]*?(\n<!-- end of ${name} -->\n)`);
  if (!block.test(text)) throw new Error(`the markers of ${name} are lost`);
  return text.replace(block, (_, begin, end) => `${begin}\n${content.trim()}\n${end}`);
}

/**
 * Writes a block of a page; with --check, fails where it is not what it must be.
 *
 * @param {string} path
 * @param {string} name
 * @param {string} content
 * @param {string} command what writes it
 */
export function writeBlock(path, name, content, command) {
  const text = readFileSync(ROOT + path, "utf8").replaceAll("\r\n", "\n");
  const wanted = replaceBlock(text, name, content);
  if (wanted === text) console.log(`${path} is up to date`);
  else if (process.argv.includes("--check")) {
    console.error(`${path} is out of date. Run: ${command}`);
    process.exitCode = 1;
  } else {
    writeFileSync(ROOT + path, wanted);
    console.log(`${path} written`);
  }
}

/**
 * A Markdown table.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}
