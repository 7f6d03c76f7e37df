import { asArray, asBoolean, getKey, isObject, type Json } from "../core/json.ts";
import { countAt, FORMATS, need, numberAt, oneOf, type QuantFormat, textAt } from "./row-values.ts";

/** The products with options for drafts. */
export const ENGINES = ["llamacpp", "vllm", "sglang", "mlx", "lmstudio"] as const;
type DraftEngine = (typeof ENGINES)[number];

/** mtp: trained with the model; model: any smaller model with the same vocabulary; the others: heads trained later. */
export const KINDS = ["mtp", "eagle", "eagle3", "dflash", "dspark", "model"] as const;
type DraftKind = (typeof KINDS)[number];

/** That a product drafts with it, with the tokens at once that the source uses; null: not stated. */
interface DraftRun {
  tokens: number | null;
  source: string;
}
type DraftRuns = Readonly<Partial<Record<DraftEngine, DraftRun>>>;

/** A draft in a repository of its own. */
interface Draft {
  repo: string;
  kind: DraftKind;
  format: QuantFormat;
  /** Size of its files; null: not published. */
  bytes: number | null;
  /** Products without an entry: not known. */
  runs: DraftRuns;
  source: string;
}

/** A measured change of the decode speed, in percent of the speed without drafts; 100 is twice as fast. */
interface DraftGain {
  engine: DraftEngine;
  /** Of several measurements the smallest, the middle and the largest; null: only the others are stated. */
  from: number;
  median: number | null;
  to: number;
  /** Measurements behind it. */
  count: number;
  /** Machines and conditions. */
  on: string;
  source: string;
}

/** Multi-token prediction, and other ways to draft several tokens that the model then checks at once. */
export interface Mtp {
  /** Prediction blocks ("nextn", "mtp.*") in the released weights. 0: none; null: not known. */
  heads: number | null;
  /** 10^9 parameters of these blocks, without the vocabulary that they share with the model; null: not known. */
  headsB: number | null;
  /** Their cache for one token, f16, in bytes; null: not known. */
  headCacheBytes: number | null;
  /** Whether the files of `gguf` contain these blocks; null: not known. */
  inGguf: boolean | null;
  /** Other GGUF files that do; null: none are known. */
  ggufRepo: string | null;
  /** The products that are known to draft with these blocks. */
  runs: DraftRuns;
  drafts: Draft[];
  gains: DraftGain[];
  source: string;
}

/** The `mtp` of a catalog row; null: not known. */
export function parseMtp(value: Json | undefined): Mtp | null {
  if (!isObject(value)) return null;
  const heads = value["heads"];
  return {
    heads: heads === 0 ? 0 : countAt(value, "heads"),
    headsB: numberAt(value, "headsB"),
    headCacheBytes: countAt(value, "headCacheBytes"),
    inGguf: asBoolean(value["inGguf"]) ?? null,
    ggufRepo: textAt(value, "ggufRepo"),
    runs: runsOf(value["runs"]),
    drafts: asArray(value["drafts"]).map(parseDraft),
    gains: asArray(value["gains"]).map(parseGain),
    source: need(value, "source"),
  };
}

function parseDraft(value: Json): Draft {
  const kind = oneOf(getKey(value, "kind"), KINDS);
  const format = oneOf(getKey(value, "format"), FORMATS);
  if (kind === null || format === null) throw new Error(`catalog: unknown draft ${JSON.stringify(value)}`);
  return {
    ...{ repo: need(value, "repo"), kind, format, bytes: countAt(value, "bytes") },
    ...{ runs: runsOf(getKey(value, "runs")), source: need(value, "source") },
  };
}

function parseGain(value: Json): DraftGain {
  const engine = oneOf(getKey(value, "engine"), ENGINES);
  const [from, to] = [numberAt(value, "from"), numberAt(value, "to")];
  if (engine === null || from === null || to === null)
    throw new Error(`catalog: incomplete gain ${JSON.stringify(value)}`);
  return {
    ...{ engine, from, to, median: numberAt(value, "median"), count: countAt(value, "count") ?? 1 },
    ...{ on: need(value, "on"), source: need(value, "source") },
  };
}

function runsOf(value: Json | undefined): DraftRuns {
  const found: Partial<Record<DraftEngine, DraftRun>> = {};
  for (const engine of ENGINES) {
    const run = getKey(value, engine);
    if (run !== undefined) found[engine] = { tokens: countAt(run, "tokens"), source: need(run, "source") };
  }
  return found;
}

/** How a product is told to draft. */
interface DraftOptions {
  /** Words of its command line; empty where it is a setting of its app. */
  words: string[];
  /** What else is needed, or null. */
  note: string | null;
  source: string;
}

/**
 * The drafted tokens where no source states them for a model. llama.cpp: 2 is the start that unsloth.ai (docs/models/mtp)
 * recommends and the best of most 24 GB cards in sudoingX/qwen38-mtp; vLLM: 1 according to its own documentation (features,
 * MTP); SGLang: 3 steps, as in its documentation and InferenceX' recipes.
 */
const DEFAULT_TOKENS: Readonly<Record<DraftEngine, number>> = {
  ...{ llamacpp: 2, vllm: 1, sglang: 3, mlx: 2, lmstudio: 2 },
};
const LLAMA_TYPE: Readonly<Record<DraftKind, string | null>> = {
  ...{
    mtp: "draft-mtp",
    eagle: null,
    eagle3: "draft-eagle3",
    dflash: "draft-dflash",
    dspark: "draft-dspark",
  },
  model: "draft-simple",
};
const SGLANG_ALGORITHM: Readonly<Record<DraftKind, string>> = {
  ...{
    mtp: "EAGLE",
    eagle: "EAGLE",
    eagle3: "EAGLE3",
    dflash: "DFLASH",
    dspark: "DSPARK",
    model: "STANDALONE",
  },
};
/** Where each spelling was read. */
const SPELLED: Readonly<Record<DraftEngine, string>> = {
  llamacpp: "llama-server --help, build 11669",
  vllm: "vllm/config/speculative.py 0.32.0 and vllm-project/recipes",
  sglang: "sglang.launch_server --help 0.5.23",
  mlx: "mlx_vlm.server --help 0.7.10",
  lmstudio: "lmstudio-bug-tracker#1924: MTP since 0.4.14",
};
/** Drafts pay for one request at a time; the gain is gone with four (sudoingX/qwen38-mtp, rule 5). */
const ONE_SLOT = ["--parallel", "1"];

/**
 * The options with which a product drafts with the model's own blocks. Null: it is not known to, or the files of this format
 * are not known to contain the blocks.
 */
export function ownDraftOptions(engine: DraftEngine, mtp: Mtp, format: QuantFormat): DraftOptions | null {
  const run = mtp.runs[engine];
  if (mtp.heads === 0 || run === undefined || format === "mlx") return null;
  if (format === "gguf" && mtp.inGguf !== true && mtp.ggufRepo === null) return null;
  const tokens = run.tokens ?? DEFAULT_TOKENS[engine];
  const note = format === "gguf" && mtp.inGguf !== true ? `needs the files of ${mtp.ggufRepo ?? ""}` : null;
  if (engine === "lmstudio")
    return { words: [], note: join(note, "switch MTP on when loading the model"), source: SPELLED.lmstudio };
  const words = ownWords(engine, tokens);
  return words && { words, note, source: SPELLED[engine] };
}

function ownWords(engine: DraftEngine, tokens: number): string[] | null {
  switch (engine) {
    case "llamacpp":
      return ["--spec-type", "draft-mtp", "--spec-draft-n-max", String(tokens), ...ONE_SLOT];
    case "vllm":
      return ["--speculative-config", JSON.stringify({ method: "mtp", num_speculative_tokens: tokens })];
    case "sglang":
      return ["--speculative-algorithm", "EAGLE", ...sglangSteps(tokens)];
    default:
      return null;
  }
}

/** The options with which a product drafts with a separate draft. Null: it is not known to. */
export function draftOptions(engine: DraftEngine, draft: Draft): DraftOptions | null {
  const run = draft.runs[engine];
  if (run === undefined) return null;
  const words = draftWords(engine, draft, run.tokens ?? DEFAULT_TOKENS[engine]);
  const note = engine === "lmstudio" ? "choose it as the draft model when loading the model" : null;
  return words && { words, note, source: SPELLED[engine] };
}

function draftWords(engine: DraftEngine, { repo, kind }: Draft, tokens: number): string[] | null {
  switch (engine) {
    case "llamacpp": {
      const type = LLAMA_TYPE[kind];
      const from = ["--spec-draft-hf", repo, "--spec-draft-n-max", String(tokens), ...ONE_SLOT];
      return type === null ? null : ["--spec-type", type, ...from];
    }
    case "vllm": {
      // vLLM finds the method of Gemma's drafts itself
      const method = kind === "mtp" ? {} : { method: kind === "model" ? "draft_model" : kind };
      return [
        "--speculative-config",
        JSON.stringify({ ...method, model: repo, num_speculative_tokens: tokens }),
      ];
    }
    case "sglang": {
      const from = ["--speculative-draft-model-path", repo, ...sglangSteps(tokens)];
      return ["--speculative-algorithm", SGLANG_ALGORITHM[kind], ...from];
    }
    case "mlx":
      return ["--draft-model", repo, ...(kind === "model" ? [] : ["--draft-kind", kind])];
    case "lmstudio":
      return [];
  }
}

/** A chain without branches verifies one token more than it drafts. */
function sglangSteps(tokens: number): string[] {
  const count = ["--speculative-num-draft-tokens", String(tokens + 1)];
  return ["--speculative-num-steps", String(tokens), "--speculative-eagle-topk", "1", ...count];
}

function join(...notes: (string | null)[]): string {
  return notes.filter((note) => note !== null).join("; ");
}
