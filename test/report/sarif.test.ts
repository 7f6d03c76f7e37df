import { createRequire } from "node:module";
import Ajv from "ajv";
import { expect, test } from "vitest";
import { makeFinding } from "../../src/core/finding.ts";
import type { Json } from "../../src/core/json.ts";
import { asArray, getIn, isObject, parseJson } from "../../src/core/json.ts";
import type { Report } from "../../src/core/report.ts";
import { sarif } from "../../src/report/sarif.ts";
import { parsePath } from "../support/parse-path.ts";
import {
  CHECKS,
  CONFIG,
  context,
  contextFinding,
  doctorReport,
  endpointFinding,
  report,
  unverifiedFinding,
} from "./sample.ts";

const require = createRequire(import.meta.url);
// The official 2.1.0 schema (rtm.5, draft-04), from Microsoft's SARIF matchers.
const ajv = new Ajv({ schemaId: "auto", allErrors: true, validateSchema: false, unknownFormats: "ignore" });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const validate = ajv.compile(require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));

/** The parsed log, validated against the official schema. */
function log(input: Report, changes = {}): Json {
  const text = sarif(input, context(changes));
  const data = parseJson(text) ?? null;
  validate(data);
  expect(validate.errors ?? []).toEqual([]);
  return data;
}

function results(input: Report, changes = {}): Json[] {
  return asArray(getIn(log(input, changes), ["runs", 0, "results"]));
}

test("the schema of this test rejects invalid logs", () => {
  expect(validate({ version: "2.1.0", runs: [{}] })).toBe(false);
  expect(validate({ version: "2.1.0", runs: [{ tool: { driver: { name: "x" } }, results: [{}] }] })).toBe(
    false,
  );
});

test("one run, with the checks as rules and results that refer to them", () => {
  const data = log(report([contextFinding()]));
  expect(data).toEqual({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "openclaw-local",
            version: "0.1.0",
            rules: [
              {
                id: "context-server-below-config",
                shortDescription: { text: "Server context below the configured one" },
                fullDescription: {
                  text: "The server was loaded with less context than the config promises.",
                },
                help: { text: "openclaw-local explain context-server-below-config" },
                defaultConfiguration: { level: "error" },
              },
              {
                id: "server-refused",
                shortDescription: { text: "Nothing listens" },
                fullDescription: { text: "The port is closed." },
                help: { text: "openclaw-local explain server-refused" },
                defaultConfiguration: { level: "error" },
              },
              {
                id: "tls-mismatch",
                shortDescription: { text: "TLS <mismatch>" },
                fullDescription: { text: "https on a plain port." },
                help: { text: "openclaw-local explain tls-mismatch" },
                defaultConfiguration: { level: "warning" },
              },
            ],
          },
        },
        invocations: [{ executionSuccessful: true }],
        originalUriBaseIds: {
          "%SRCROOT%": { description: { text: "The folder that was checked." } },
          "%HOME%": { description: { text: "The home directory of the user." } },
        },
        columnKind: "utf16CodeUnits",
        results: [
          {
            ruleId: "context-server-below-config",
            ruleIndex: 0,
            level: "error",
            message: {
              text: "The server gives 65536 tokens, the config says 196608. load the model with the context that the config names, or lower contextWindow",
            },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: "openclaw.json", uriBaseId: "%SRCROOT%" },
                  region: { startLine: 4, startColumn: 40 },
                },
                logicalLocations: [
                  {
                    fullyQualifiedName: "models.providers.lmstudio.models[0].contextWindow",
                    kind: "member",
                  },
                ],
              },
            ],
            partialFingerprints: { "ruleAndConfigPath/v1": expect.stringMatching(/^[0-9a-f]{16}:1$/) },
          },
        ],
      },
    ],
  });
});

test("a clean run is a log without results", () => {
  expect(results(report([]))).toEqual([]);
});

test("unverified is open with level none; info is a note; an id without a check becomes a rule", () => {
  const info = makeFinding({ id: "note", severity: "info" }, { message: "m" });
  const found = results(doctorReport([unverifiedFinding(), info]));
  expect(
    found.map((r) => [
      getIn(r, ["ruleId"]),
      getIn(r, ["ruleIndex"]),
      getIn(r, ["kind"]),
      getIn(r, ["level"]),
    ]),
  ).toEqual([
    ["model-not-listed", 3, "open", "none"],
    ["note", 4, undefined, "note"],
  ]);
});

test("a finding about a server has the place of its config, or none without a config", () => {
  const physical = ["locations", 0, "physicalLocation"];
  expect(getIn(results(doctorReport([endpointFinding()]))[0], physical)).toEqual({
    artifactLocation: { uri: "openclaw.json", uriBaseId: "%SRCROOT%" },
  });
  const [bare] = results({ ...doctorReport([endpointFinding()]), configs: [] });
  expect(getIn(bare, physical)).toBeUndefined();
  expect(getIn(bare, ["locations", 0, "logicalLocations", 0, "fullyQualifiedName"])).toBe("vllm");
  const [none] = results({
    ...report([makeFinding({ id: "a", severity: "info" }, { message: "m" })]),
    configs: [],
  });
  expect(isObject(none) && Object.hasOwn(none, "locations")).toBe(false);
});

test("the home directory and the user's name do not appear", () => {
  const at = (file: string) =>
    makeFinding({ id: "r", severity: "error" }, { message: `see ${file}` }, { file, line: 1, column: 1 });
  const files = [
    "/home/ann/.openclaw/openclaw.json",
    "/Users/ann/cfg/a b.json",
    "C:\\Users\\ann\\.openclaw\\openclaw.json",
    "/srv/ann/.openclaw/openclaw.json",
  ];
  const input = report(files.map(at), { configs: [{ path: files[3] ?? "", includes: [] }] });
  const uris = results(input).map((r) => getIn(r, ["locations", 0, "physicalLocation", "artifactLocation"]));
  expect(uris).toEqual([
    { uri: ".openclaw/openclaw.json", uriBaseId: "%HOME%" },
    { uri: "cfg/a%20b.json", uriBaseId: "%HOME%" },
    { uri: ".openclaw/openclaw.json", uriBaseId: "%HOME%" },
    { uri: ".openclaw/openclaw.json", uriBaseId: "%HOME%" },
  ]);
  expect(sarif(input, context())).not.toContain("ann");
});

test("other files outside keep their path; standard input has a name", () => {
  const at = (file: string) =>
    makeFinding({ id: "r", severity: "error" }, { message: "m" }, { file, line: 1, column: 1 });
  const found = results(report(["/etc/open claw.json", "D:\\cfg\\o.json", "<stdin>"].map(at)));
  expect(found.map((r) => getIn(r, ["locations", 0, "physicalLocation", "artifactLocation", "uri"]))).toEqual(
    ["file:///etc/open%20claw.json", "file:///D:/cfg/o.json", "stdin"],
  );
});

test("fingerprints are stable when lines move, and differ by rule, path and occurrence", () => {
  const make = (id: string, path: string, line: number) =>
    makeFinding(
      { id: id, severity: "error" },
      { message: `at ${line}`, at: parsePath(path) },
      { file: CONFIG, line, column: 1 },
    );
  const prints = (...findings: ReturnType<typeof make>[]) =>
    results(report(findings)).map((r) => getIn(r, ["partialFingerprints", "ruleAndConfigPath/v1"]));
  expect(prints(make("a", "x.y", 3))).toEqual(prints(make("a", "x.y", 99)));
  const all = prints(make("a", "x.y", 1), make("a", "x.z", 1), make("b", "x.y", 1), make("a", "x.y", 2));
  expect(new Set(all).size).toBe(4);
  expect(String(all[3])).toBe(String(all[0]).replace(":1", ":2"));
});

test("no source text, so no secret", () => {
  expect(sarif(report([contextFinding()]), context({ checks: CHECKS }))).not.toContain("canary");
});
