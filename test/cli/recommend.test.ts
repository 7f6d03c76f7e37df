import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { gguf, str, u32 } from "../fit/support/gguf.ts";
import { openclawLocal, parseStdout, tempDir } from "./run.ts";

const CARD = ["--vram", "24GiB", "--ram", "64GiB", "--bandwidth", "1008"];

const MODEL = gguf([
  ["general.architecture", str("llama")],
  ["general.name", str("Mine\u001b[31m")],
  ["llama.block_count", u32(4)],
  ["llama.context_length", u32(32_768)],
  ["llama.embedding_length", u32(256)],
  ["llama.attention.head_count", u32(4)],
  ["llama.attention.head_count_kv", u32(2)],
]);

describe("recommend --model", () => {
  it("a model that does not fit: its memory needs, what is missing and which machines suffice, exit 0", async () => {
    const args = ["recommend", "--model", "minimax-m2.1", "--context", "196608", ...CARD];
    const { code, stdout, stderr } = await openclawLocal(args);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/KV cache +46\.5 GiB/);
    expect(stdout).toContain("does not fit: this machine has 23.0 GiB for a model, 175.1 GiB too little");
    expect(stdout).toContain("Mac, M3 Ultra, 256 GiB");
    const json = parseStdout(await openclawLocal([...args, "--json"]));
    expect(json).toMatchObject({
      schemaVersion: 1,
      picks: [],
      asked: { fits: false, contextTokens: 196_608 },
    });
  });

  it("a GGUF file from the current folder, with its name made safe for the terminal", async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, "mine-Q4_K_M.gguf"), MODEL);
    const args = ["recommend", "--model", "mine-Q4_K_M.gguf", "--context", "32768", ...CARD];
    const { code, stdout } = await openclawLocal(args, { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("Q4_K_M, 32768 tokens");
    expect(stdout).toMatch(/KV cache +64 MiB/);
    expect(stdout).not.toContain("\u001b");
  });

  it("a config.json without weights: the KV cache, and that the rest is unknown", async () => {
    // the folder is the model's name, and "7b" in a random one would be its size
    const cwd = join(tempDir(), "model");
    mkdirSync(cwd);
    const config = { num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, hidden_size: 256 };
    writeFileSync(join(cwd, "config.json"), JSON.stringify(config));
    const { code, stdout } = await openclawLocal(["recommend", "--model", "config.json", ...CARD], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("weights unknown");
    expect(stdout).toContain("not known whether it fits");
    expect(stdout).toContain("the cache and state of 65536 tokens take 64 MiB");
    const args = ["recommend", "--model", "config.json", "--quant", "Q4_K_M", ...CARD];
    expect((await openclawLocal(args, { cwd })).stderr).toContain("number of parameters is not known");
  });

  it.each([
    [["--model", "qwen3.8-72b"], /no model "qwen3\.8-72b"/],
    [["--model", "none.gguf"], /none\.gguf does not exist/],
    [["--model", "cut.gguf"], /cut\.gguf is not a sound GGUF file/],
    [["--model", "qwen3.8-27b", "--quant", "int3"], /no form "int3"/],
    [["--quant", "Q4_K_M"], /--quant is a form of --model/],
    [["--catalog", "none.json5"], /none\.json5 does not exist/],
  ])("%j is wrong usage: exit 2, one sentence", async (flags, message) => {
    const cwd = tempDir();
    writeFileSync(join(cwd, "cut.gguf"), MODEL.subarray(0, 60));
    const { code, stdout, stderr } = await openclawLocal(["recommend", ...flags, ...CARD], { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe("a catalogue of the user", () => {
  const ROW = `{
  models: [
    { id: "mine-1b", params: { totalB: 1 }, contextNative: 65536, // a comment
      geometry: { layers: [{ kind: "full", layers: 16, kvHeads: 4, kDim: 64, vDim: 64 }] },
      quants: [{ name: "Q4_K_M", bits: 4, format: "gguf", bytes: 600000000 }] },
  ],
}`;

  it("--catalog, and the file in the user's settings", async () => {
    const home = tempDir();
    const settings = join(home, ".config", "openclaw-local");
    mkdirSync(settings, { recursive: true });
    for (const file of [join(home, "own.json5"), join(settings, "catalog.json5")]) writeFileSync(file, ROW);
    for (const flags of [["--catalog", "own.json5"], []]) {
      const args = ["recommend", "--model", "mine-1b", "--json", ...flags, ...CARD];
      const json = parseStdout(await openclawLocal(args, { cwd: home, env: { HOME: home } }));
      expect(json).toMatchObject({
        asked: { model: "mine-1b", fits: true, needBytes: { weights: 600_000_000 } },
      });
    }
  });

  describe("a whole newer catalog in the user's settings", () => {
    const whole = (asOf: string) =>
      `{"asOf": "${asOf}", "models": [{"id": "later-1b", "params": {"totalB": 1}, "contextNative": 65536,
        "geometry": {"layers": [{"kind": "full", "layers": 16, "kvHeads": 4, "kDim": 64, "vDim": 64}]},
        "quants": [{"name": "Q4_K_M", "bits": 4, "format": "gguf", "bytes": 600000000}]}]}`;
    const put = (files: Record<string, string>) => {
      const home = tempDir();
      const settings = join(home, ".config", "openclaw-local");
      mkdirSync(settings, { recursive: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(join(settings, name), text);
      return (model: string) =>
        openclawLocal(["recommend", "--model", model, ...CARD], { cwd: home, env: { HOME: home } });
    };

    it("replaces the shipped one; rows of the user's own come on top", async () => {
      const ask = put({ "catalog.json": whole("2999-01-01"), "catalog.json5": ROW });
      expect((await ask("later-1b")).code).toBe(0);
      expect((await ask("mine-1b")).code).toBe(0);
      expect((await ask("qwen3.8-27b")).stderr).toContain('no model "qwen3.8-27b"');
    });

    it("does not count when the shipped one is newer", async () => {
      const ask = put({ "catalog.json": whole("2020-01-01") });
      expect((await ask("later-1b")).code).toBe(2);
      expect((await ask("qwen3.8-27b")).code).toBe(0);
    });

    it.each([
      [ROW, /catalog\.json:1:1: the catalog: .*asOf/],
      [
        whole("2999-01-01").replace('"totalB": 1', '"totalB": "1"'),
        /catalog\.json:1:.*totalB: must be a number/,
      ],
      ["<!doctype html>", /catalog\.json:1:1: .*not valid JSON5/],
      [" ".repeat(5 * 2 ** 20), /catalog\.json is larger than 4 MiB/],
    ])("a wrong one: one sentence, file and place, exit 2", async (text, message) => {
      const { code, stderr } = await put({ "catalog.json": text })("qwen3.8-27b");
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
    });
  });

  it.each([
    [
      ROW.replace("totalB: 1", "totalB: 'one'"),
      /own\.json5:3:40: models\[0\]\.params\.totalB: must be a number/,
    ],
    [ROW.replace("contextNative", "contextnative"), /own\.json5:3:.*did you mean "contextNative"/],
    [ROW.replace("models:", "models"), /own\.json5:2:.*not valid JSON5/],
  ])("what is wrong in it: file and place, exit 2", async (text, message) => {
    const cwd = tempDir();
    writeFileSync(join(cwd, "own.json5"), text);
    const { code, stderr } = await openclawLocal(["recommend", "--catalog", "own.json5", ...CARD], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

it("piped, the memory by context is a table", async () => {
  const { stdout } = await openclawLocal(["recommend", ...CARD]);
  expect(stdout).toMatch(/memory by context\n +16384 tokens +\d+\.\d GiB +fits/);
  expect(stdout).toMatch(/65536 tokens .* picked/);
});
