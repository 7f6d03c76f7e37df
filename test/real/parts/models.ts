import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { CACHE, TOOLS } from "../lib/paths.ts";
import { lastLine, run } from "../lib/run.ts";
import { missing, type Part } from "./part.ts";

export interface Models {
  /** Calls `read {"path": "AGENTS.md"}` when it is given tools, answers "pong" otherwise. Trained for 131,072 tokens. */
  plain: string;
  /** The same with a block of reasoning in front. */
  thinking: string;
  /** Its chat template ignores tools. */
  noTools: string;
  /** 240 MB: its load takes long enough to be looked at. */
  heavy: string;
  /** The least work per token, for servers that are slow on a CPU. */
  small: string;
}

/** One layer, since the attention over OpenClaw's long prompt is what an agent turn here waits for. */
const OPTIONS: Record<keyof Models, readonly string[]> = {
  plain: ["--layers", "1"],
  thinking: ["--layers", "1", "--think", "Let me see."],
  noTools: ["--layers", "1", "--no-tools"],
  small: ["--layers", "1", "--dim", "16", "--heads", "1", "--kv-heads", "1", "--ff", "16"],
  heavy: ["--dim", "1024", "--layers", "8", "--ff", "4096", "--heads", "16", "--kv-heads", "1"],
};

/** Tiny GGUF files with scripted answers; a real server loads and runs them like any other. */
export async function getModels(words: string | null): Promise<Part<Models>> {
  mkdirSync(`${CACHE}/models`, { recursive: true });
  const script = `${TOOLS}make-tiny-gguf.py`;
  const files: Partial<Models> = {};
  for (const [name, options] of Object.entries(OPTIONS)) {
    const vocabulary = words === null ? [] : ["--words", words, "--n-words", "4000"];
    const all = [...options, ...vocabulary];
    const made = await makeModel(script, name, all);
    if (made.error !== null) return missing(made.error);
    files[name as keyof Models] = made.file;
  }
  return { have: true, what: "five generated GGUF models", ...(files as Models) };
}

async function makeModel(
  script: string,
  name: string,
  options: readonly string[],
): Promise<{ file: string; error: string | null }> {
  // The name carries what the file was made from, so that a changed generator does not meet an old file.
  const hash = createHash("sha256").update(readFileSync(script)).update(options.join("\0"));
  const file = `${CACHE}/models/${name}-${hash.digest("hex").slice(0, 8)}.gguf`;
  if (existsSync(file)) return { file, error: null };
  for (const old of readdirSync(`${CACHE}/models`).filter((entry) => entry.startsWith(`${name}-`))) {
    rmSync(`${CACHE}/models/${old}`);
  }
  const made = await run("python3", [script, `${file}.new`, ...options], { timeoutMs: 120_000 });
  if (made.code !== 0)
    return { file, error: `python3 could not write the ${name} model: ${lastLine(made.stderr)}` };
  renameSync(`${file}.new`, file);
  return { file, error: null };
}

/**
 * The words of OpenClaw's own texts, as vocabulary: its first prompt is then 30,000 tokens instead of 52,000, and a turn
 * takes a third of the time.
 */
export function collectWords(openclawDir: string): string {
  mkdirSync(`${CACHE}/models`, { recursive: true });
  const file = `${CACHE}/models/words.txt`;
  const texts: string[] = [];
  for (const folder of ["docs/reference/templates", "skills"]) {
    const path = `${openclawDir}/${folder}`;
    if (!existsSync(path)) continue;
    const names = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".md"),
    );
    texts.push(...names.sort().map((name) => readFileSync(`${path}/${name}`, "utf8")));
  }
  writeFileSync(file, texts.join("\n"));
  return file;
}
