import type { Parsers } from "./parsers.ts";

/** The options for the parsers of tool calls and of reasoning, as vLLM and SGLang call them. */
export function parserFlags({ tool, reasoning }: Parsers): string[] {
  return [
    ...(tool === null ? [] : ["--tool-call-parser", tool]),
    ...(reasoning === null ? [] : ["--reasoning-parser", reasoning]),
  ];
}

/** Even divisors of the usual head counts; with other numbers of cards layers are split instead. */
export function parallelFlags(devices: number, tensor: string, pipeline: string): string[] {
  if (devices <= 1) return [];
  return [devices === 2 || devices === 4 || devices === 8 ? tensor : pipeline, String(devices)];
}
