import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { catalogOf } from "../../src/fit/catalog.ts";
import { mergeCatalog } from "../../src/fit/user-catalog.ts";
import { CONFIGS } from "./proposed/configs.ts";
import { BadInput, readFiles } from "./proposed/files.ts";
import { proposeRow } from "./proposed/row.ts";
import { modelOf } from "./support/catalog.ts";

const root = mkdtempSync(join(tmpdir(), "propose-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const LS = `total 1234
-rw-r--r-- 1 me users      5000 Nov 20 10:00 README.md
-rw-r--r-- 1 me users 899283968 Nov 20 10:00 mmproj-BF16.gguf
-rw-r--r-- 1 me users 22000000000 Nov 20 10:00 Qwen3.5-35B-A3B-UD-Q4_K_XL.gguf
-rw-r--r-- 1 me users 40000000000 Nov 20 10:00 BF16/Qwen3.5-35B-A3B-BF16-00001-of-00002.gguf
-rw-r--r-- 1 me users 30000000000 Nov 20 10:00 BF16/Qwen3.5-35B-A3B-BF16-00002-of-00002.gguf
`;

const propose = (name: keyof typeof CONFIGS, repo: string, list = LS) =>
  proposeRow({
    ...{ config: CONFIGS[name], configName: "config.json", repo, filesRepo: `${repo}-GGUF` },
    ...{ files: readFiles(list, "files.txt"), today: "2026-12-01" },
  });

/** As the catalog reads the row, with the parameters that a person adds where the name does not tell. */
function read(proposed: ReturnType<typeof proposeRow>) {
  const { totalB } = Object(proposed["params"]);
  const row = totalB === null ? { ...proposed, params: { totalB: 2800 } } : proposed;
  const result = mergeCatalog({ asOf: "2026-12-01", source: "none", models: [] }, { models: [row] }, "row");
  if (!result.ok) throw new Error(`${result.problem.path.join(".")}: ${result.problem.message}`);
  return catalogOf(result.data).models[0];
}

const sorted = (layers: readonly { kind: string }[] | undefined) =>
  layers?.toSorted((a, b) => (a.kind < b.kind ? -1 : 1));

describe("a row from a real config.json", () => {
  it.each([
    ["qwen3.5-35b-a3b", "Qwen/Qwen3.5-35B-A3B", "qwen3.6-35b-a3b"],
    ["nemotron-3-nano-30b-a3b", "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "nemotron-3-nano-30b-a3b"],
    ["kimi-k3", "moonshotai/Kimi-K3", "kimi-k3"],
  ] as const)("%s: the geometry that is checked in", (config, repo, id) => {
    const found = read(propose(config, repo));
    const row = modelOf(id);
    expect(sorted(found?.geometry?.layers)).toEqual(sorted(row.geometry?.layers));
    expect(found?.geometry?.approximate).toBe(false);
    expect([found?.blocks, null]).toContain(row.blocks);
    expect([row.contextNative, null]).toContain(found?.contextNative ?? null);
    expect([found?.vocab, null]).toContain(row.vocab);
  });

  it("experts and heads as in the catalog, with their source", () => {
    const { count, used, blocks, routedB } = modelOf("qwen3.6-35b-a3b").experts ?? {};
    const found = read(propose("qwen3.5-35b-a3b", "Qwen/Qwen3.5-35B-A3B"));
    expect(found?.experts).toMatchObject({ count, used, blocks });
    expect(found?.experts?.routedB).toBeCloseTo(routedB ?? 0, 1);
    expect(found?.mtp).toMatchObject({ heads: 1, inGguf: null, source: /was not looked up/ });
    expect(read(propose("nemotron-3-nano-30b-a3b", "n/N-30B-A3B"))?.experts?.routedB).toBeCloseTo(29.37, 2);
    // its experts work in a smaller space, so their size is not that of the formula
    expect(read(propose("kimi-k3", "moonshotai/Kimi-K3"))?.experts).toBeNull();
  });

  it("no parameters in the name and no weights: null, for a person to look up", () => {
    expect(propose("kimi-k3", "moonshotai/Kimi-K3")["params"]).toEqual({ totalB: null, activeB: null });
  });

  it("forms with the bytes of all their parts; what is not known is null", () => {
    const found = propose("qwen3.5-35b-a3b", "Qwen/Qwen3.5-35B-A3B");
    const source = "file list of Qwen/Qwen3.5-35B-A3B-GGUF, 2026-12-01";
    const form = { format: "gguf", source, confidence: "high" };
    expect(found).toMatchObject({
      ...{ id: "qwen3.5-35b-a3b", params: { totalB: 35, activeB: 3 }, vision: null, reasoning: null },
      ...{ licence: null, licenceKind: null, parsers: { tool: null, reasoning: null } },
      quants: [
        { ...form, name: "UD-Q4_K_XL", bits: 4, bytes: 22e9 },
        { ...form, name: "BF16", bits: 16, bytes: 70e9 },
      ],
      gguf: { repo: "Qwen/Qwen3.5-35B-A3B-GGUF" },
    });
  });

  it("the JSON of a tree: the size of the content, not of its pointer", () => {
    const tree = [
      { path: "model.safetensors", size: 135, lfs: { size: 70e9 } },
      { path: "a", size: 0 },
    ];
    expect(readFiles(JSON.stringify(tree), "tree.json")).toEqual([
      { name: "model.safetensors", bytes: 70e9 },
    ]);
    const found = propose("qwen3.5-35b-a3b", "Qwen/Qwen3.5-35B-A3B", JSON.stringify(tree));
    expect(found["quants"]).toMatchObject([
      { name: "bf16", format: "safetensors", bytes: 70e9, native: true },
    ]);
    const siblings = { siblings: [{ rfilename: "a.gguf", size: 5 }] };
    expect(readFiles(JSON.stringify(siblings), "f")).toEqual([{ name: "a.gguf", bytes: 5 }]);
  });
});

it("any config and any list: a row or one sentence, never another error", () => {
  const list = fc.oneof(fc.string(), fc.json(), fc.constant(LS));
  fc.assert(
    fc.property(fc.jsonValue(), list, (config, text) => {
      try {
        const files = readFiles(text, "f");
        proposeRow({
          config: JSON.parse(JSON.stringify(config)),
          configName: "c",
          repo: "a/b",
          filesRepo: "a/b",
          files,
          today: "2026-12-01",
        });
      } catch (error) {
        expect(error).toBeInstanceOf(BadInput);
      }
    }),
    { numRuns: 300 },
  );
});

describe("npm run propose-model", () => {
  const run = (...args: string[]) => {
    const script = fileURLToPath(new URL("../../scripts/propose-model.js", import.meta.url));
    return spawnSync(process.execPath, [script, ...args], { encoding: "utf8", cwd: root });
  };
  const put = (name: string, text: string) => writeFileSync(join(root, name), text);
  const config = "config.json";

  it("prints the row", () => {
    put("files.txt", LS);
    put(config, JSON.stringify(CONFIGS["qwen3.5-35b-a3b"]));
    const { status, stdout } = run(config, "files.txt", "Qwen/Qwen3.5-35B-A3B");
    expect(status).toBe(0);
    expect(read(JSON.parse(stdout))?.id).toBe("qwen3.5-35b-a3b");
  });

  it.each([
    [[], /expected <config\.json> <files>/],
    [["none.json", "files.txt", "a/b"], /none\.json does not exist/],
    [["bad.json", "files.txt", "a/b"], /bad\.json is not JSON/],
    [["empty.json", "files.txt", "a/b"], /no num_hidden_layers/],
    [[config, "nothing.txt", "a/b"], /nothing\.txt lists no files with sizes/],
    [[config, "cut.txt", "a/b"], /BF16\.gguf: 1 of its 2 parts are listed/],
    [[config, "files.txt", "a/b; rm"], /expected <config\.json>/],
  ])("%j: one sentence, exit 2", (args, message) => {
    put("files.txt", LS);
    put(config, JSON.stringify(CONFIGS["qwen3.5-35b-a3b"]));
    put("bad.json", "{");
    put("empty.json", "{}");
    put("nothing.txt", "hello\n");
    put("cut.txt", LS.split("\n").slice(0, 5).join("\n"));
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
