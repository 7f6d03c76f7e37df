import { isObject, type Json, type JsonObject } from "../../../src/core/json.ts";

/** A moment, in seconds, for every one that a server names. */
const MOMENT = 1_795_200_000;
const OLD_MOMENT = 1_700_000_000;
const MOMENT_KEY = /^created|_at$|timestamp|^expires/;
const DURATION_KEY = /time|duration|_ms$|_tps$|per_second|_memory$|latency/;
/** Numbers that are another machine's. */
const OF_THE_MACHINE: Readonly<Record<string, number>> = { port: 8000, max_total_num_tokens: 400_000 };
const ID_KEYS = new Set(["id", "call_id", "item_id", "response_id", "request_id"]);
/** Longer texts are cut in a recording: chat templates, licenses. */
const LONGEST_TEXT = 600;
/** An object with more fields keeps only those that a reader could want. */
const MOST_FIELDS = 80;
const MOST_ITEMS = 40;
const WANTED =
  /^(model_path|served_model_name|context_length|tool_call_parser|reasoning_parser|max_req_input_len|max_total_num_tokens|max_total_tokens|mem_fraction_static|version|api_key|admin_api_key|host|port|chat_template|is_generation|quantization|device|max_model_len|status|id|key|db_model|max_tokens|max_input_tokens|max_output_tokens|mode|litellm_provider|supports_function_calling|supports_vision|supports_reasoning|revision|trust_remote_code|load_format|dtype|kv_cache_dtype|max_running_requests|cpu_offload_gb|tp_size|pp_size|dp_size|ep_size|attention_backend|speculative_algorithm|speculative_draft_model_path|speculative_num_steps|speculative_eagle_topk|speculative_num_draft_tokens|allow_auto_truncate|enable_metrics)$/;

/** Texts to replace everywhere: [what stands there, what shall stand there]. */
export type Names = readonly (readonly [string, string])[];

/**
 * A reply without what differs from one run to the next or from one machine to another: ids are numbered in the order in
 * which they first occur, moments and durations are fixed, and folders have fixed names.
 */
export function tidy(value: Json, names: Names, keep: ReadonlySet<string>): Json {
  const ids = new Map<string, string>();
  const walk = (value: Json, key: string): Json => {
    if (typeof value === "string") return tidyText(value, key);
    if (typeof value === "number") return fixed(value, key);
    if (Array.isArray(value)) return items(value, key, walk);
    if (!isObject(value)) return value;
    return fields(value, walk);
  };
  const tidyText = (raw: string, key: string): string => {
    const text = rename(raw, names)
      .replace(/[0-9a-f]{64}/g, "SHA256")
      .replace(/<__media_\w+__>/, "<__media_ID__>");
    if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return "2026-11-20T10:00:00Z";
    if (key === "system_fingerprint") return fingerprint(text);
    if (ID_KEYS.has(key) && !keep.has(text)) return numbered(text, ids);
    return text.length > LONGEST_TEXT ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
  };
  return walk(value, "");
}

function fixed(value: number, key: string): number {
  const here = OF_THE_MACHINE[key];
  if (here !== undefined) return here;
  // an older one is written into the program: LiteLLM's models were all created in 2023
  if (value > OLD_MOMENT && MOMENT_KEY.test(key)) return MOMENT;
  return DURATION_KEY.test(key) ? 1 : value;
}

function items(value: readonly Json[], key: string, walk: (value: Json, key: string) => Json): Json[] {
  const kept = value.slice(0, value.length > MOST_ITEMS ? 2 : MOST_ITEMS).map((item) => walk(item, key));
  return kept.length === value.length ? kept : [...kept, `… (${value.length} items)`];
}

function fields(value: JsonObject, walk: (value: Json, key: string) => Json): JsonObject {
  const all = Object.entries(value);
  const kept = all.length > MOST_FIELDS ? all.filter(([name]) => WANTED.test(name)) : all;
  const left = all.length - kept.length;
  const more: JsonObject = left === 0 ? {} : { "…": `${left} more fields` };
  return { ...Object.fromEntries(kept.map(([name, item]) => [name, walk(item, name)])), ...more };
}

/** "0.32.2-0.32.4-Linux-6.8" → "0.32.2-0.32.4-PLATFORM"; "vllm-0.32.0-07640f96" → "vllm-0.32.0-HASH". */
function fingerprint(text: string): string {
  return text.replace(/^(\d[\d.]*-\d[\d.]*)-.+/, "$1-PLATFORM").replace(/-[0-9a-f]{8}$/, "-HASH");
}

/** "chatcmpl-8613e55a" → "chatcmpl-ID1". */
function numbered(text: string, ids: Map<string, string>): string {
  const prefix = /^(?:[a-z]{2,12}[-_])*/.exec(text)?.[0] ?? "";
  if (prefix === "" && text.length < 8 && !/\d/.test(text)) return text;
  const known = ids.get(text) ?? `${prefix}ID${ids.size + 1}`;
  ids.set(text, known);
  return known;
}

/** Puts fixed names for the folders, ports and keys of a machine. */
function rename(text: string, names: Names): string {
  return names.reduce((all, [from, to]) => all.replaceAll(from, to), text);
}
