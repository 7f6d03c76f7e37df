import { expect, test } from "vitest";
import { makeFinding } from "../../src/core/finding.ts";
import { stringify, toReportJson } from "../../src/report/json.ts";
import { loadReporter } from "../../src/report/registry.ts";
import { CWD, context, contextFinding, doctorReport, report } from "./sample.ts";

test("has the contract's shape, key for key", async () => {
  const text = (await loadReporter("json"))(doctorReport([contextFinding()]), context());
  expect(text).toBe(`${JSON.stringify(EXPECTED, null, 2)}\n`);
});

const EXPECTED = {
  schemaVersion: 1,
  tool: { name: "openclaw-local", version: "0.1.0" },
  command: "doctor",
  ok: false,
  checksRun: 3,
  checksSkipped: 1,
  summary: { error: 1, warning: 0, info: 0, unverified: 0 },
  openclaw: { version: "2026.9.6", source: "installed" },
  configs: [{ path: "openclaw.json", includes: [] }],
  endpoints: [
    {
      provider: "lmstudio",
      baseUrl: "http://127.0.0.1:1234/v1",
      server: { kind: "lmstudio", version: "0.4.2", evidence: "GET /lmstudio-greeting" },
      models: [
        {
          ref: "lmstudio/m",
          served: true,
          loaded: true,
          contextConfigured: 196608,
          contextAllocated: 65536,
          contextTrained: null,
        },
      ],
      verdicts: { reachable: "pass", listed: "warn", context: "fail", answers: "skip", tools: "unverified" },
      timingsMs: { reachable: 3.4 },
    },
  ],
  findings: [
    {
      checkId: "context-server-below-config",
      severity: "error",
      status: "found",
      message: "The server gives 65536 tokens, the config says 196608",
      file: "openclaw.json",
      line: 4,
      column: 40,
      path: "models.providers.lmstudio.models[0].contextWindow",
      target: "lmstudio/m",
      endpoint: "http://127.0.0.1:1234/v1",
      evidence: { configured: 196608, allocated: 65536, source: "GET /api/v1/models" },
      fixHint: "load the model with the context that the config names, or lower contextWindow",
      fix: {
        commands: ["lms load m --context-length 196608"],
        edits: [{ op: "set", path: "models.providers.lmstudio.models[0].contextWindow", value: 65536 }],
        safe: true,
      },
      docs: "docs/rules/context-server-below-config.md",
    },
  ],
};

test("lint has no endpoints; nulls stay; the order of keys does not depend on the report object", () => {
  const finding = makeFinding({ id: "some-rule", severity: "info" }, { message: "m" });
  const mixed = Object.fromEntries(Object.entries(report([finding])).reverse());
  expect(Object.keys(mixed)[0]).toBe("findings");
  const data = toReportJson({ ...report([finding]), ...mixed }, CWD);
  expect(Object.keys(data)).toEqual([
    "schemaVersion",
    "tool",
    "command",
    "ok",
    "checksRun",
    "checksSkipped",
    "summary",
    "openclaw",
    "configs",
    "findings",
  ]);
  expect(data["findings"]).toEqual([{ ...finding }]);
});

test("a remove edit has no value", () => {
  const finding = makeFinding(
    { id: "some-rule", severity: "info" },
    {
      message: "m",
      fix: { commands: [], edits: [{ op: "remove", path: ["a"] }], safe: "a test" },
    },
  );
  expect(toReportJson(report([finding]), CWD)["findings"]).toMatchObject([
    { fix: { commands: [], edits: [{ op: "remove", path: "a" }], safe: true } },
  ]);
});

test("is safe in a terminal and parses to the same value", () => {
  const value = { a: "\u001b[2J\u009b\u007f\u202e\u200b\u2028", n: Number.NaN };
  const text = stringify(value);
  expect(text).toBe('{\n  "a": "\\u001b[2J\\u009b\\u007f\\u202e\\u200b\\u2028",\n  "n": null\n}');
  expect(JSON.parse(text)).toEqual({ a: value.a, n: null });
});

test("edits are left out as a whole where one has a hidden value: a removal alone would lose it", async () => {
  const edits = [
    { op: "remove" as const, path: ["env", "A_TOKEN"] },
    { op: "set" as const, path: ["env", "vars", "A_TOKEN"], value: "geheim", hidden: true },
  ];
  const finding = { ...contextFinding(), fix: { commands: [], edits, safe: "nothing reads it" as const } };
  const json = JSON.parse(await (await loadReporter("json"))(report([finding]), context()));
  expect(json.findings[0].fix).toBe(null);
});
