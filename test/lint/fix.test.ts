import { mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CONFIG_CHECKS } from "../../src/checks/config/registry.ts";
import type { ConfigSettings } from "../../src/checks/types.ts";
import { loadConfig } from "../../src/config/read/load.ts";
import { scan } from "../../src/config/read/scan.ts";
import type { LoadedConfig, Node } from "../../src/config/read/types.ts";
import { movesComments } from "../../src/config/write/plan.ts";
import { type Finding, makeFinding, type Severity } from "../../src/core/finding.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { formatPath } from "../../src/core/path.ts";
import { createFs } from "../../src/io/fs.ts";
import { checkConfig } from "../../src/lint/check.ts";
import { type FixResult, fixConfig } from "../../src/lint/fix.ts";
import { NO_SETTINGS } from "../../src/lint/settings.ts";
import { NEWEST_KNOWN } from "../../src/openclaw/version.ts";
import { unmark } from "../checks/support/lint.ts";
import { loadCases } from "../checks/support/load.ts";
import { tempDir } from "../cli/run.ts";
import { parsePath } from "../support/parse-path.ts";
import { load, options } from "./support.ts";

interface Example {
  id: string;
  text: string;
  version: string;
  settings?: ConfigSettings | undefined;
}

const EXAMPLES: Example[] = [
  ...(await loadCases("config")).flatMap(({ check: { id }, cases }) =>
    (cases?.failing ?? []).map(({ text, version = NEWEST_KNOWN, settings }) => ({
      id,
      text: unmark(text).text,
      version,
      settings,
    })),
  ),
  ...CONFIG_CHECKS.map(({ id, doc }) => ({
    id,
    text: doc.bad ?? "",
    version: doc.version ?? NEWEST_KNOWN,
    settings: doc.settings,
  })),
];

const URL_OF_P = ["models", "providers", "p", "baseUrl"];

const isSafe = (f: Finding) =>
  f.status === "found" && f.fix !== null && f.fix.safe !== false && f.fix.edits.length > 0;

async function findings(
  config: LoadedConfig,
  version = NEWEST_KNOWN,
  settings: ConfigSettings = NO_SETTINGS,
): Promise<Finding[]> {
  return (await checkConfig(config, options(settings, version))).findings;
}

function fix(text: string, version = NEWEST_KNOWN): Promise<FixResult> {
  return fixConfig(load(text), (config) => findings(config, version));
}

/** The text with a comment before every value, in every bracket and at both ends. */
function commented(text: string): string {
  const body = text.replace(/^\ufeff/, "");
  const scanned = scan(body);
  if (!scanned.ok) throw new Error(`not JSON5: ${text}`);
  const offsets = new Set<number>();
  const open: Node[] = [scanned.root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    offsets.add(node.start);
    if (node.type !== "scalar") offsets.add(node.end - 1);
    if (node.type === "array") open.push(...node.items);
    if (node.type === "object") {
      for (const { keySpan, value } of node.members) {
        offsets.add(keySpan.start);
        open.push(value);
      }
    }
  }
  let result = "";
  let from = 0;
  [...offsets]
    .sort((a, b) => a - b)
    .forEach((offset, i) => {
      result += `${body.slice(from, offset)}${i % 3 === 0 ? `// c${i}\n` : `/* c${i} */ `}`;
      from = offset;
    });
  return `${result}${body.slice(from)}\n// the end`;
}

describe("the safe fixes of every rule example", () => {
  it("are many", async () => {
    const all = await Promise.all(
      EXAMPLES.map(async (e) => (await findings(load(e.text), e.version, e.settings)).some(isSafe)),
    );
    expect(all.filter(Boolean).length).toBeGreaterThan(20);
  });

  it.each(EXAMPLES)("fix $id in $text and keep every comment", async ({ text, version, settings }) => {
    for (const source of [text, commented(text), commented(text).replaceAll("\n", "\r\n")]) {
      const config = load(source);
      const before = await findings(config, version, settings);
      const result = await fixConfig(config, (c) => findings(c, version, settings));
      expect(result.refused).toEqual([]);
      // A fix may also fix another finding; none may remain.
      const after = await findings(result.config, version, settings);
      expect(after.filter(isSafe)).toEqual([]);
      const safe = new Set(before.filter(isSafe).map((f) => f.checkId));
      expect(
        after.filter(
          (f) => safe.has(f.checkId) && !before.some((b) => b.message === f.message && !isSafe(b)),
        ),
      ).toEqual([]);
      expect(new Set(result.fixed.map((f) => f.checkId))).toEqual(safe);
      expect(result.changes.length).toBe(safe.size > 0 ? 1 : 0);
      for (const change of result.changes) {
        expect(movesComments(config.main.comments, result.config.main.comments)).toBe(true);
        expect(change.after).toBe(result.config.main.text);
      }
    }
  });
});

describe("several fixes", () => {
  const repeats = `{
  agents: { defaults: {
    model: { primary: "l/m", fallbacks: [
      "l/m", // one
      "x/y", // two
      "l/m", // three
      "l/m", // four
    ] },
    compaction: { reserveTokens: 5 },
  } },
  models: { providers: {
    l: { baseUrl: "http://127.0.0.1:8000/v1", apiKey: "l", models: [{ id: "m", name: "M", contextWindow: 65536, maxTokens: 8192 }] },
    x: { baseUrl: "https://x.example.com/v1", apiKey: "\${X}", models: [{ id: "y", name: "Y", contextWindow: 65536, maxTokens: 8192 }] },
  } },
}
`;
  it("remove several items from one list, and keep the others with every comment", async () => {
    const { config, fixed, changes } = await fix(repeats);
    expect(fixed.map((f) => formatPath(f.path ?? []))).toEqual([
      "agents.defaults.model.fallbacks[0]",
      "agents.defaults.model.fallbacks[2]",
      "agents.defaults.model.fallbacks[3]",
      "agents.defaults.compaction.reserveTokens",
    ]);
    expect(config.value["agents"]).toMatchObject({ defaults: { model: { fallbacks: ["x/y"] } } });
    expect(changes).toHaveLength(1);
    for (const word of ["one", "two", "three", "four"])
      expect(config.main.text).toMatch(new RegExp(`// (was "l/m": )?${word}\\n`));
  });

  const finding = (checkId: string, path: string, edits: NonNullable<Finding["fix"]>["edits"]) =>
    makeFinding(
      { id: checkId, severity: "error" },
      { message: "m", at: parsePath(path), fix: { commands: [], edits, safe: "a test" } },
    );

  it("at one place: the first wins, and the other follows with its result", async () => {
    const seen: unknown[] = [];
    const result = await fixConfig(load("{ a: 1 }"), async ({ value }) => {
      seen.push(value["a"]);
      if (value["a"] === 1)
        return [
          finding("first", "a", [{ op: "set", path: ["a"], value: { b: 1 } }]),
          finding("second", "a.b", [{ op: "set", path: ["a", "b"], value: 9 }]),
        ];
      return value["a"] !== null && JSON.stringify(value["a"]) === '{"b":1}'
        ? [finding("second", "a.b", [{ op: "set", path: ["a", "b"], value: 2 }])]
        : [];
    });
    expect(seen).toEqual([1, { b: 1 }, { b: 2 }]);
    expect(result.fixed.map((f) => f.checkId)).toEqual(["first", "second"]);
    expect(result.config.main.text).toContain("b: 2");
  });

  /** Sets `good` and `bad` to 2 while they are 1; the check sees what each edit led to. */
  const pair = (seen: (value: JsonObject, findings: Finding[]) => Finding[]) => (text: string) =>
    fixConfig(load(text), async ({ value }) => {
      const open = ["good", "bad"].filter((key) => value[key] === 1);
      return seen(
        value,
        open.map((key) => finding(key, key, [{ op: "set", path: [key], value: 2 }])),
      );
    });

  it("one that leaves its finding is not made, alone and byte for byte", async () => {
    const fixPair = pair((value, open) =>
      value["bad"] === 2 ? [...open, { ...finding("bad", "bad", []), fix: null }] : open,
    );
    for (const text of ["{ good: 1, /* x */ bad: 1 }", "{ bad: 1, /* x */ good: 1 }"]) {
      const result = await fixPair(text);
      expect(result.fixed.map((f) => f.checkId)).toEqual(["good"]);
      expect(result.config.main.text).toBe(text.replace("good: 1", "good: 2"));
      expect(result.refused).toMatchObject([
        { finding: { checkId: "bad" }, reason: "the edit does not fix bad" },
      ]);
    }
    const alone = await fixPair("{ bad: 1 }");
    expect(alone).toMatchObject({ changes: [], fixed: [] });
  });

  it("one that causes another finding is not made, alone", async () => {
    const caused = (severity: Severity) =>
      pair((value, open) =>
        value["bad"] === 2
          ? [...open, makeFinding({ id: "worse", severity }, { message: "m", at: ["other"] })]
          : open,
      );
    const result = await caused("error")("{ good: 1, bad: 1 }");
    expect(result.config.main.text).toBe("{ good: 2, bad: 1 }");
    expect(result.refused.map((one) => one.reason)).toEqual(["the edit would cause worse: m"]);
    // less grave than what the edit fixes
    expect((await caused("warning")("{ good: 1, bad: 1 }")).refused).toEqual([]);
  });

  it("what an error hid does not count against its edit", async () => {
    const at = (path: string) => finding("hidden", path, []);
    const hiding = (path: string) => async (config: LoadedConfig) =>
      JSON.stringify(config.value).includes('"baseUrl":1')
        ? [finding("url", "models.providers.p.baseUrl", [{ op: "set", path: URL_OF_P, value: "u" }])]
        : [at(path)];
    const config = load("{ models: { providers: { p: { baseUrl: 1, api: 2 }, q: {} } } }");
    const inside = await fixConfig(config, hiding("models.providers.p.api"));
    expect(inside.fixed.map((f) => f.checkId)).toEqual(["url"]);
    for (const path of ["models.providers.p.baseUrl", "models.providers.q"])
      expect((await fixConfig(config, hiding(path))).refused).toHaveLength(1);
  });

  it("a fault of a value that only moves does not count", async () => {
    const moving = async ({ value }: LoadedConfig) =>
      value["old"] === undefined
        ? [finding("unresolved", "agents.model", [])]
        : [
            finding("retired", "old", [
              { op: "remove", path: ["old"] },
              { op: "set", path: ["agents", "model"], value: "a/b" },
            ]),
          ];
    const result = await fixConfig(load("{ old: 'a/b', agents: {} }"), moving);
    expect(result).toMatchObject({ refused: [], fixed: [{ checkId: "retired" }] });
  });

  it("many with one bad one among them: the others are made in few rounds", async () => {
    const keys = Array.from({ length: 200 }, (_, i) => `k${i}`);
    let checks = 0;
    const result = await fixConfig(
      load(`{ ${keys.map((k) => `${k}: 1`).join(", ")} }`),
      async ({ value }) => {
        checks += 1;
        return keys.flatMap((key) =>
          value[key] === 1 || key === "k77"
            ? [finding(key, key, [{ op: "set", path: [key], value: 2 }])]
            : [],
        );
      },
    );
    expect(result.fixed).toHaveLength(199);
    expect(result.refused.map((one) => one.finding.checkId)).toEqual(["k77"]);
    expect(checks).toBeLessThan(40);
  });

  it("two that undo each other are not made", async () => {
    const swap = async ({ value }: LoadedConfig) => [
      value["a"] === 1
        ? finding("up", "a", [{ op: "set", path: ["a"], value: 2 }])
        : finding("down", "a", [{ op: "set", path: ["a"], value: 1 }]),
    ];
    expect(await fixConfig(load("{ a: 1 }"), swap)).toMatchObject({
      changes: [],
      refused: [{ reason: "the edit would cause down: m" }],
    });
  });

  it("skip unsafe and unverified findings", async () => {
    const edits = [{ op: "set" as const, path: ["a"], value: 2 }];
    const unsafe = { ...finding("u", "a", edits), fix: { commands: [], edits, safe: false as const } };
    const unverified = { ...finding("v", "a", edits), status: "unverified" as const };
    const result = await fixConfig(load("{ a: 1 }"), async () => [unsafe, unverified]);
    expect(result).toMatchObject({ changes: [], fixed: [] });
  });
});

describe("a fix in an include", () => {
  it("changes the file with the value; refusals are reported, and the rest is made", async () => {
    const dir = tempDir();
    mkdirSync(`${dir}/parts`);
    writeFileSync(
      `${dir}/openclaw.json`,
      `{ a: { $include: "./parts/a.json5" }, b: { $include: ["./parts/b.json5"] }, c: 1 }`,
    );
    for (const name of ["a", "b"]) writeFileSync(`${dir}/parts/${name}.json5`, "{ /* kept */ x: 1 }");
    const read = loadConfig(`${dir}/openclaw.json`, createFs());
    if (!read.ok) throw new Error(read.problem.message);
    const of = (id: string, path: string): Finding =>
      makeFinding(
        { id: id, severity: "error" },
        {
          message: id,
          at: parsePath(path),
          fix: {
            commands: [],
            edits: [{ op: "set", path: parsePath(path) ?? [], value: 2 }],
            safe: "a test",
          },
        },
      );
    const result = await fixConfig(read.config, async ({ value }) => {
      const { a, b, c } = value;
      return [
        ...(JSON.stringify(a) === '{"x":1}' ? [of("in-a", "a.x")] : []),
        ...(JSON.stringify(b) === '{"x":1}' ? [of("in-b", "b.x")] : []),
        ...(c === 1 ? [of("in-c", "c")] : []),
      ];
    });
    expect(result.refused.map((r) => r.finding.checkId)).toEqual(["in-b"]);
    expect(result.fixed.map((f) => f.checkId)).toEqual(["in-a", "in-c"]);
    expect(result.changes.map((c) => c.path).sort()).toEqual([
      `${dir}/openclaw.json`,
      `${dir}/parts/a.json5`,
    ]);
  });
});
