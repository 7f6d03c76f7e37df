import { asArray, asCount, asNumber, asString, getIn, getKey, isObject, type Json } from "../core/json.ts";
import type { Confidence } from "../core/known.ts";

/** gguf: llama.cpp, Ollama, LM Studio; safetensors: vLLM, SGLang; mlx: mlx-lm. */
export const FORMATS = ["gguf", "safetensors", "mlx"] as const;
export type QuantFormat = (typeof FORMATS)[number];

/** Readers of the values of a catalog row. Each throws for what is not valid, which is a bug of the data file. */

export function need(value: unknown, key: string): string {
  const found = asString(getKey(value, key));
  if (found === undefined) throw new Error(`catalog: "${key}" is missing in ${JSON.stringify(value)}`);
  return found;
}

export function needCount(value: unknown, key: string): number {
  const found = asCount(getKey(value, key));
  if (found === undefined) throw new Error(`catalog: "${key}" is no count in ${JSON.stringify(value)}`);
  return found;
}

export function textAt(value: unknown, ...path: string[]): string | null {
  return asString(getIn(value, path)) ?? null;
}

export function countAt(value: unknown, key: string): number | null {
  return asCount(getKey(value, key)) ?? null;
}

export function numberAt(value: unknown, key: string): number | null {
  return asNumber(getKey(value, key)) ?? null;
}

export function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | null {
  return allowed.find((item) => item === value) ?? null;
}

export function confidenceOf(value: unknown): Confidence {
  return oneOf(value, ["high", "medium", "low"]) ?? "unknown";
}

export function strings(value: unknown): string[] {
  return asArray(value).filter((item) => typeof item === "string");
}

export function numbers(value: Json | undefined): Record<string, number> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([key, item]) => (typeof item === "number" ? [[key, item]] : [])),
  );
}
