import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CHECKS } from "../../src/checks/registry.ts";
import { sourceTree } from "../guards/source-tree.ts";
import { track } from "../support/track.ts";
import { FIX_CASES, type FixCase, WITHOUT_CASE } from "./doctor-fix-cases.ts";
import { openclawLocal, parseStdout, tempDir } from "./run.ts";

/** With a comment wherever an edit could lose one. */
function configText(one: FixCase, provider: Record<string, unknown>): string {
  const row = { id: "qwen3-coder-30b", contextWindow: 65_536, maxTokens: 8_192, ...one.row };
  const lines = (object: Record<string, unknown>, indent: string) =>
    Object.entries(object)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${indent}${key}: ${JSON.stringify(value)}, // about ${key}\n`)
      .join("");
  return `// first line
{
  models: { providers: { box: { // a server
${lines(provider, "    ")}    models: [{
${lines(row, "      ")}    }], /* end of models */
  } } },
  agents: { defaults: { model: { primary: "box/qwen3-coder-30b" } } }, // last
}
`;
}

const comments = (text: string) => text.match(/\/\/ .*|\/\*.*?\*\//g);

it.each(FIX_CASES.map((one) => [one.id, one] as const))(
  "%s: the edit mends it, and no comment is lost",
  async (id, one) => {
    const server = await one.server();
    track(server);
    const cwd = tempDir();
    const text = configText(one, one.provider(server));
    writeFileSync(`${cwd}/openclaw.json`, text);
    const args = ["doctor", "--config", "openclaw.json", ...(one.deep ? ["--deep"] : [])];
    const result = parseStdout(await openclawLocal([...args, "--fix", "--yes", "--json"], { cwd }));
    expect(result["fixed"]).toEqual([{ file: "openclaw.json", checkId: id, path: expect.any(String) }]);
    expect(result["findings"]).toEqual([]);
    expect(result["repair"]).toMatchObject({ counts: { fixed: 1, remaining: 0, new: 0 } });
    const after = readFileSync(`${cwd}/openclaw.json`, "utf8");
    expect(after).not.toBe(text);
    expect(comments(after)).toEqual(comments(text));
  },
  30_000,
);

it("every check with a safe edit has a case", () => {
  const ids = new Set(CHECKS.map((check) => check.id));
  const safe = sourceTree()
    .filter((file) => file.path.startsWith("checks/") && /\bsafe: (?!false|boolean)/.test(file.text))
    .map((file) => file.path.slice("checks/".length, -".ts".length))
    .filter((id) => ids.has(id));
  expect(safe.length).toBeGreaterThan(3);
  const covered = new Set([...FIX_CASES.map((one) => one.id), ...Object.keys(WITHOUT_CASE)]);
  expect(safe.filter((id) => !covered.has(id))).toEqual([]);
});
