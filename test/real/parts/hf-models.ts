import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { CACHE, TOOLS } from "../lib/paths.ts";
import { lastLine, run } from "../lib/run.ts";
import { missing, type Part } from "./part.ts";

/** Folders in the form of Hugging Face, for the servers that do not read GGUF files. Trained for 131,072 tokens. */
export interface HfModels {
  /** Calls `read {"path": "AGENTS.md"}` when it is given tools (in Hermes' form), answers "pong" otherwise. */
  plain: string;
  /** The same with a block of reasoning in front, as Qwen3 writes it. */
  thinking: string;
  /** Its chat template ignores tools. */
  noTools: string;
  /** `plain` as a Llama, whose calls in Hermes' form some servers do not expect. */
  llama: string;
}

const OPTIONS: Record<keyof HfModels, readonly string[]> = {
  plain: [],
  thinking: ["--think", "Let me see."],
  noTools: ["--no-tools"],
  llama: ["--arch", "llama"],
};

/** Tiny models with scripted answers; the servers load and run them like any other. `words`: a vocabulary, or null. */
export async function getHfModels(words: string | null): Promise<Part<HfModels>> {
  const script = `${TOOLS}make-tiny-hf.py`;
  const folder = `${CACHE}/models/hf`;
  mkdirSync(folder, { recursive: true });
  const made: Partial<HfModels> = {};
  for (const [name, options] of Object.entries(OPTIONS)) {
    const all = [...options, ...(words === null ? [] : ["--words", words, "--n-words", "4000"])];
    const hash = createHash("sha256").update(readFileSync(script)).update(all.join("\0"));
    const model = `${folder}/${name}-${hash.digest("hex").slice(0, 8)}`;
    made[name as keyof HfModels] = model;
    if (existsSync(model)) continue;
    for (const old of readdirSync(folder).filter((entry) => entry.startsWith(`${name}-`)))
      rmSync(`${folder}/${old}`, { recursive: true });
    const wrote = await run("python3", [script, `${model}.new`, ...all], { timeoutMs: 120_000 });
    if (wrote.code !== 0)
      return missing(`python3 could not write the ${name} model: ${lastLine(wrote.stderr)}`);
    renameSync(`${model}.new`, model);
  }
  return { have: true, what: "four generated Hugging Face models", ...(made as HfModels) };
}
