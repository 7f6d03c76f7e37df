import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { calibrate } from "./calibration/index.ts";
import { calibrationMarkdown } from "./calibration/markdown.ts";
import { parseCsv, parseRows } from "./calibration/rows.ts";
import { MEMORY_RULES, SPEED_RULES } from "./calibration/rules.ts";
import { catalog } from "./support/catalog.ts";

const csv = readFileSync(new URL("measurements/community.csv", import.meta.url), "utf8");
const { memory, speed } = calibrate(csv, catalog);

test("peak memory: median error of at most 6 %, 90 % of the rows within 15 %", () => {
  expect(memory.used.length).toBeGreaterThanOrEqual(11);
  expect(memory.medianError).toBeLessThanOrEqual(0.06);
  expect(memory.within).toBeGreaterThanOrEqual(0.9);
});

test("decode speed: 85 % of the rows within 30 %", () => {
  expect(speed.used.length).toBeGreaterThanOrEqual(50);
  expect(speed.within).toBeGreaterThanOrEqual(0.85);
});

test("every row is used or dropped by one rule", () => {
  for (const [result, rules] of [
    [memory, MEMORY_RULES],
    [speed, SPEED_RULES],
  ] as const) {
    const dropped = result.dropped.reduce((sum, { count }) => sum + count, 0);
    expect(dropped + result.used.length).toBe(result.rows);
    for (const { rule } of result.dropped) expect(rules).toContain(rule);
  }
});

test("the table in the docs is up to date", () => {
  const docs = readFileSync(new URL("../../docs/hardware.md", import.meta.url), "utf8");
  expect(docs.replaceAll("\r\n", "\n")).toContain(calibrationMarkdown(memory, speed));
});

test("quoted cells may contain commas, quotes and line ends", () => {
  expect(parseCsv('a,b\n"1,""x""\ny",\n')).toEqual([
    ["a", "b"],
    ['1,"x"\ny', ""],
  ]);
});

test("llama-bench reserves what its tests need, a server what -c says", () => {
  const head = "engine,context_tokens,kv_dtype,command";
  const row = (line: string) => parseRows(`${head}\n${line}\n`)[0];
  const bench = row("llama.cpp,131072,,llama-bench -m x.gguf -p 512 -n 128 -d 4096");
  expect([bench?.context, bench?.depth, bench?.kvType]).toEqual([4736, 4096, "f16"]);
  expect(row("llama.cpp,8192,q8_0,-m x.gguf -c 150000")?.context).toBe(150_000);
  expect(row("ollama,2048,,")?.context).toBeNull();
});
