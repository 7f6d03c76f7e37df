import { describe, expect, it } from "vitest";
import { GIB } from "../../src/core/bytes.ts";
import { recommend } from "../../src/fit/recommend.ts";
import { hardwareLine, hardwareText, toHardwareJson } from "../../src/report/hardware-text.ts";
import { memoryBar } from "../../src/report/parts/memory-bar.ts";
import { recommendText, toRecommendJson } from "../../src/report/recommend-text.ts";
import { PLAIN_STYLE } from "../../src/ui/color.ts";
import { displayWidth } from "../../src/ui/width.ts";
import { catalog } from "../fit/support/catalog.ts";
import { hardwareOf } from "../fit/support/hardware.ts";

const hardware = hardwareOf({
  kind: "gpu",
  budget: 46,
  cards: 2,
  vendor: "nvidia",
  name: "NVIDIA GeForce RTX 3090",
  bandwidth: 936,
  total: 24,
  ram: 62,
});

describe("memory bar", () => {
  const use = { weights: 15 * GIB, kv: 4 * GIB, state: 0, overhead: 1 * GIB, budget: 23 * GIB };
  const bar = (changes: Partial<typeof use>, ascii = true) =>
    memoryBar({ ...use, ...changes }, { style: PLAIN_STYLE, ascii, width: 23 });

  it("has the requested length, part by part", () => {
    expect(bar({})).toBe(
      "[###############====+...]\n# weights 15.0 GiB  = KV cache 4.0 GiB  + overhead 1.0 GiB  . free 3.0 GiB",
    );
    expect(bar({}, false).split("\n")[0]).toBe("[███████████████▓▓▓▓▒░░░]");
  });

  it("the smallest part is visible, and a full bar keeps its length", () => {
    for (const changes of [
      { kv: 1 },
      { weights: 1, kv: 1, overhead: 1 },
      { budget: 0 },
      { weights: 500 * GIB },
    ]) {
      expect(bar(changes).split("\n")[0]).toMatch(/^\[#+=+\++\.*\]/);
      expect(bar(changes).indexOf("]")).toBe(24);
    }
  });

  it("state has its own part, if there is any", () => {
    expect(bar({ state: 1 * GIB, budget: 24 * GIB })).toMatch(/^\[#+=+%\++\.+\]/);
    expect(bar({ state: 1 * GIB })).toContain("% state 1.0 GiB");
    expect(bar({})).not.toContain("state");
  });

  it("plain: only the sizes; a legend is wrapped at the width", () => {
    const options = { style: PLAIN_STYLE, ascii: true };
    expect(memoryBar(use, { ...options, plain: true })).toBe(
      "weights 15.0 GiB, KV cache 4.0 GiB, overhead 1.0 GiB, free 3.0 GiB",
    );
    const lines = memoryBar({ ...use, state: 1 * GIB }, { ...options, columns: 60 }).split("\n");
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
  });

  it("too much is reported", () => {
    expect(bar({ budget: 18 * GIB })).toContain("2.0 GiB too much");
  });
});

describe("hardware", () => {
  it("one line", () => {
    expect(hardwareLine(hardware)).toBe("2 x RTX 3090 24.0 GiB (test), 62.0 GiB RAM; budget 46.0 GiB");
    expect(hardwareLine(hardwareOf({ kind: "cpu", budget: 13 }))).toBe(
      "no GPU found, unknown RAM; budget 13.0 GiB",
    );
  });

  it("a hostile name cannot reach the terminal", () => {
    const [gpu] = hardware.gpus;
    const evil = { ...hardware, gpus: gpu ? [{ ...gpu, name: "x\u001b[2J\ny" }] : [] };
    expect(hardwareText(evil, PLAIN_STYLE)).not.toContain("\u001b");
    expect(hardwareLine(evil)).not.toMatch(/[\u001b\n]/);
  });

  it("JSON has the keys of the contract, and null for unknown", () => {
    const json = toHardwareJson(hardware);
    expect(Object.keys(json)).toEqual(["schemaVersion", "os", "cpu", "ram", "gpus", "budget", "notes"]);
    expect(json["ram"]).toMatchObject({ availableBytes: null, source: "test" });
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});

describe("recommendation", () => {
  const result = recommend(hardware, {}, catalog);

  it("text has the pick, its bar, a command, its risks and the runners-up", () => {
    const text = recommendText(result, { style: PLAIN_STYLE, ascii: true, plain: false, width: 80 });
    expect(text).toMatch(/^budget {2}46\.0 GiB, T4: /);
    expect(text.match(/\[#+=+%?\++\.+\]/g)).toHaveLength(3);
    expect(text).toContain("llama-server -hf unsloth/Qwen3.8-27B-GGUF:Q8_0 -c 196608");
    expect(text).toContain("fewer bits (Q6_K)");
    expect(text).toContain("risk: ");
  });

  it("in a terminal of 80 columns only commands are wider", () => {
    const h100 = recommend(hardwareOf({ kind: "gpu", budget: 78.65, vendor: "nvidia" }), {}, catalog);
    const options = { style: PLAIN_STYLE, ascii: false, plain: false, width: 80 };
    const text = [result, h100].map((one) => recommendText(one, options)).join("\n");
    const wide = text.split("\n").filter((line) => displayWidth(line) > 80);
    expect(wide.filter((line) => !/^ {2}(?:lmstudio|llamacpp|ollama|vllm|sglang|mlx) /.test(line))).toEqual(
      [],
    );
  });

  it("without a terminal nothing is drawn", () => {
    const text = recommendText(result, { style: PLAIN_STYLE, ascii: true, plain: true });
    expect(text.match(/^weights [\d.]+ GiB, KV cache /gm)).toHaveLength(3);
    expect(text).not.toMatch(/\[#/);
  });

  it("JSON has the keys of the contract", () => {
    const json = toRecommendJson(result);
    expect(json).toMatchObject({ schemaVersion: 1, tier: "T4", budgetBytes: 46 * GIB });
    const pick = JSON.parse(JSON.stringify(json)).picks[0];
    expect(Object.keys(pick).sort()).toEqual([
      "contextTokens",
      "decodeTokensPerSecond",
      "drafting",
      "evidence",
      "kvType",
      "labels",
      "licence",
      "lostBecause",
      "measured",
      "model",
      "needBytes",
      "prefill16kSeconds",
      "quant",
      "repo",
      "risk",
      "serve",
      "why",
    ]);
    expect(Object.keys(pick.needBytes)).toEqual(["weights", "kv", "state", "compute", "fixed", "total"]);
    expect(pick.lostBecause).toBeNull();
  });
});
