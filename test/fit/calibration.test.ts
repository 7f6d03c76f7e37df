import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { calibrate } from "./calibration/index.ts";
import { calibrationMarkdown } from "./calibration/markdown.ts";
import { parseCsv, parseRows } from "./calibration/rows.ts";
import { catalog } from "./support/catalog.ts";

const folder = new URL("measurements/", import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".csv"))
  .sort();
const files = names.map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
const all = calibrate(files, catalog);

/** What the held-out half says today: least rows, largest median error, least share within the bound. */
const HELD_OUT: readonly (readonly [name: string, rows: number, median: number, within: number])[] = [
  ["Peak memory", 4, 0.04, 0.9],
  ["Decode speed", 150, 0.16, 0.67],
  ["Prefill speed", 115, 0.23, 0.65],
  ["Decode with prediction heads", 16, 0.16, 0.85],
  ["Memory with prediction heads", 3, 0.02, 0.9],
];

test.each(HELD_OUT)("%s is predicted no worse than before", (name, rows, median, within) => {
  const held = all.find((c) => c.name === name)?.halves["held out"];
  expect(held?.count).toBeGreaterThanOrEqual(rows);
  expect(held?.medianError).toBeLessThanOrEqual(median);
  expect(held?.within).toBeGreaterThanOrEqual(within);
});

test("no group is in both halves, and none that earlier constants were fitted to is held out", () => {
  for (const { used } of all) {
    const halfOf = new Map(used.map(({ group, half }) => [group, half]));
    for (const { group, half, row } of used) {
      expect(halfOf.get(group)).toBe(half);
      if (row.file === "community.csv") expect(half).toBe("fitting");
    }
  }
});

test("every row is used or dropped by one rule", () => {
  for (const { used, dropped, rows } of all) {
    expect(dropped.reduce((sum, { count }) => sum + count, 0) + used.length).toBe(rows);
  }
});

test("the table in the docs is up to date", () => {
  const docs = readFileSync(new URL("../../docs/hardware.md", import.meta.url), "utf8");
  expect(docs.replaceAll("\r\n", "\n")).toContain(calibrationMarkdown(all).trim());
});

test("the measurements are small enough to check in", () => {
  expect(files.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(600_000);
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

test("a reading without drafts beside one with drafts is a row of its own", () => {
  const head = "hf_id,spec_decoding,peak_vram_gb,decode_tok_s,plain_peak_gb,plain_tok_s";
  const [drafts, plain] = parseRows(`${head}\nm,True,20,80,19,45\n`);
  expect([drafts?.speculative, drafts?.peakGiB, drafts?.plainSpeed]).toEqual([true, 20, 45]);
  expect([plain?.speculative, plain?.peakGiB, plain?.tokensPerSecond]).toEqual([false, 19, null]);
});
