/** One measurement as submitted. Null: not stated. Sizes in GiB although the columns say GB: tools print MiB / 1024. */
export interface Row {
  file: string;
  /** Line in the file, the header being line 1. */
  line: number;
  hfId: string;
  quant: string;
  engine: string;
  backend: string;
  gpu: string | null;
  chip: string | null;
  cards: number;
  /** Of one card, or of the unified pool. */
  memoryGiB: number | null;
  /** Tokens reserved: the command's -c where it has one, else the column. */
  context: number | null;
  /** Tokens in the context while it decoded: -d of llama-bench, else the prompt. */
  depth: number | null;
  kvType: string | null;
  batch: number | null;
  speculative: boolean;
  gpuLayers: number | null;
  peakGiB: number | null;
  tokensPerSecond: number | null;
  /** Tokens per second of reading `prefillTokens` after `prefillDepth` others. */
  prefillSpeed: number | null;
  prefillTokens: number | null;
  prefillDepth: number;
  /** llama.cpp's -ub; null: its default. */
  ubatch: number | null;
  /** GB/s of the RAM. */
  ramGBs: number | null;
  /** Blocks with their experts in RAM (-ncmoe); "all": -cmoe. */
  expertsInRam: number | "all" | null;
  /** The same without drafts. */
  plainSpeed: number | null;
  plainPeakGiB: number | null;
  command: string;
}

/** The default context of llmfit's form. */
const FORM_DEFAULT_CONTEXT = 2048;

export function parseRows(text: string, file = "community.csv"): Row[] {
  const [header, ...lines] = parseCsv(text);
  return lines.flatMap((cells, i) => {
    const get = (name: string) => cells[header?.indexOf(name) ?? -1] ?? "";
    const row = toRow(get, i + 2, file);
    return row.plainPeakGiB === null ? [row] : [row, withoutDrafts(row)];
  });
}

/** The reading of the same setup without drafts is a measurement like any other. */
function withoutDrafts(row: Row): Row {
  const none = { plainPeakGiB: null, plainSpeed: null, tokensPerSecond: null, prefillSpeed: null };
  return { ...row, ...none, speculative: false, peakGiB: row.plainPeakGiB };
}

function toRow(get: (name: string) => string, line: number, file: string): Row {
  const command = get("command");
  const [prompt, output] = [count(get("prompt_tokens")), count(get("output_tokens"))];
  const said = count(get("depth_tokens"));
  return {
    file,
    line,
    hfId: get("hf_id"),
    quant: get("quantization"),
    engine: get("engine"),
    backend: get("backend"),
    gpu: get("gpu") || null,
    chip: get("chip") || null,
    cards: count(get("gpu_count")) ?? 1,
    memoryGiB: count(get("vram_gb")) ?? count(get("unified_gb")),
    context: contextOf(command, count(get("context_tokens"))),
    depth:
      depthOf(get("depth_tokens")) ??
      flag(command, /\s-d (\d+)/) ??
      (prompt === null ? null : prompt + (output ?? 0) / 2),
    kvType: kvTypeOf(get("kv_dtype"), command, get("engine")),
    batch: count(get("batch")),
    speculative: get("spec_decoding") === "True" || get("mtp") === "True" || SPECULATES.test(command),
    gpuLayers: flag(command, /-ngl (\d+)/) ?? count(get("gpu_layers")),
    peakGiB: count(get("peak_vram_gb")),
    tokensPerSecond: count(get("decode_tok_s")),
    prefillSpeed: count(get("prefill_tok_s")),
    prefillTokens: count(get("prefill_tokens")) ?? prompt,
    prefillDepth: said ?? flag(command, /\s-d (\d+)/) ?? 0,
    ubatch: count(get("ubatch")) ?? flag(command, /(?:-ub|--ubatch-size) (\d+)/),
    ramGBs: count(get("ram_gbs")),
    expertsInRam: expertsOf(get("cpu_moe"), command),
    plainSpeed: count(get("plain_tok_s")),
    plainPeakGiB: count(get("plain_peak_gb")),
    command,
  };
}

/** Zero is a depth. */
function depthOf(text: string): number | null {
  return text === "0" ? 0 : count(text);
}

function expertsOf(column: string, command: string): Row["expertsInRam"] {
  if (column === "all" || /-cmoe|--cpu-moe|exps=CPU/.test(command)) return "all";
  return count(column) ?? flag(command, /(?:--n-?cpu-moe|-ncmoe) (\d+)/);
}

const SPECULATES = /--spec-type|dflash|--model-draft|\s-md\s|--speculative/i;

/** llama-bench reserves only what its tests need: depth, prompt and output; a server what -c says. */
function contextOf(command: string, column: number | null): number | null {
  if (command.includes("llama-bench")) {
    const [depth, prompt, output] = [/\s-d (\d+)/, /\s-p (\d+)/, /\s-n (\d+)/].map((p) => flag(command, p));
    return (depth ?? 0) + (prompt ?? 512) + (output ?? 128);
  }
  const said = flag(command, /(?:\s-c|--ctx-size) (\d+)/);
  if (said !== null) return said;
  return column === FORM_DEFAULT_CONTEXT ? null : column;
}

/** The column, else the command; a llama.cpp command that names no type means f16, its default. */
function kvTypeOf(column: string, command: string, engine: string): string | null {
  const said = /(?:-ctk|--cache-type-k) (\w+)/.exec(command)?.[1];
  if (said !== undefined) return said;
  const named = column.toLowerCase();
  if (named === "fp16") return "f16";
  if (named !== "" && named !== "auto") return named;
  return engine === "llama.cpp" && /-m \S|-hf \S/.test(command) ? "f16" : null;
}

function flag(command: string, pattern: RegExp): number | null {
  return count(pattern.exec(` ${command}`)?.[1] ?? "");
}

/** Null for an empty cell, zero (which the form writes for "not stated") and everything that is not a number. */
function count(text: string): number | null {
  const value = Number(text);
  return text.trim() !== "" && Number.isFinite(value) && value > 0 ? value : null;
}

/** RFC 4180: quoted cells may contain commas, quotes and line ends. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    if (match[0] === "" && row.length === 0) break;
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] !== ",") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
