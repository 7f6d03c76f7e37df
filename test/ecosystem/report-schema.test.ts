import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv8/dist/2020.js";
import { afterAll, describe, expect, it } from "vitest";
import { openclawLocal, parseStdout, type RunOptions } from "../cli/run.ts";
import { withAgent } from "../emulators/agent.ts";
import {
  closedPort,
  type Emulator,
  llamacpp,
  silent,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { BAD, folder, GOOD, WARN } from "../support/configs.ts";
import { ROOT } from "./action.ts";

type Doc = Record<string, unknown>;

const SCHEMA: Doc = JSON.parse(readFileSync(join(ROOT, "schemas/report.schema.json"), "utf8"));
const validate = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allErrors: true,
}).compile(SCHEMA);

function faults(doc: unknown): unknown[] {
  return validate(doc) ? [] : (validate.errors ?? []);
}

const running: Emulator[] = [];
afterAll(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function lint(files: Record<string, string>, ...args: string[]): Promise<Doc> {
  return parseStdout(await openclawLocal(["lint", "--json", ...args], { cwd: folder(files) }));
}

async function doctor(text: string, ...args: string[]): Promise<Doc> {
  const cwd = folder({ "openclaw.json": text });
  return parseStdout(
    await openclawLocal(["doctor", "--json", "--config", join(cwd, "openclaw.json"), ...args], { cwd }),
  );
}

/** Interrupted while waiting for a server that never answers. */
async function interrupted(): Promise<Doc> {
  const mute = await startEmulator(silent());
  running.push(mute);
  const args = ["doctor", "--json", "--timeout", "30000", "--endpoint", mute.baseUrl];
  return parseStdout(await openclawLocal(args, { interruptAfterMs: 1_500 }));
}

function config(provider: string, baseUrl: string, model: string): string {
  return GOOD.replaceAll("lmstudio/qwen3", `${provider}/${model}`)
    .replace("lmstudio:", `${JSON.stringify(provider)}:`)
    .replace("http://127.0.0.1:1234/v1", baseUrl)
    .replace('"openai-responses"', '"openai-completions"')
    .replace('id: "qwen3"', `id: ${JSON.stringify(model)}`);
}

/** Measures a server that cuts prompts; `interrupted`: by Ctrl-C during the exam. */
async function measured(interrupted: boolean): Promise<Doc> {
  const plain = vllm({ models: [{ id: "qwen3-coder" }], allocatedContext: 65_536 });
  const limit = { tokens: 20_000, beyond: "drops-start" as const };
  const server = await startEmulator(withAgent(plain, { limit, delayMs: interrupted ? 30 : 0 }));
  running.push(server);
  const cwd = folder({ "openclaw.json": config("vllm", server.baseUrl, "qwen3-coder") });
  const more = interrupted ? ["--exam", "--runs", "99"] : ["--context", "--exam", "--runs", "1"];
  const examBegins = async () => {
    while (!server.requests.some((r) => r.body.includes("memory_search"))) await new Promise(setImmediate);
  };
  const options: RunOptions = { cwd, ...(interrupted ? { interruptWhen: examBegins() } : {}) };
  return parseStdout(
    await openclawLocal(
      ["doctor", "--json", "--deep", "--config", join(cwd, "openclaw.json"), ...more],
      options,
    ),
  );
}

/** Every kind of report, from the real executable. */
async function documents(): Promise<Record<string, Doc>> {
  const studio = await startLmStudio({ loadedContext: 32_768 });
  const server = await startEmulator(vllm({ models: [{ id: "qwen3-coder" }], allocatedContext: 65_536 }));
  const locked = await startEmulator(llamacpp({ apiKey: "sk-another-key-123", allocatedContext: 8_192 }));
  const idle = await startLmStudio({ loadedContext: null, jit: false });
  running.push(studio, server, locked, idle);
  const own = config("lmstudio", studio.baseUrl, "minimax/minimax-m2.1");
  const silenced = BAD.replace(
    "{\n  agents",
    "{\n  // openclaw-local-disable-next-line model-ref-unresolved -- made later\n  agents",
  );
  const wrongApi = GOOD.replace('"openai-responses"', '"openai-response"');
  return {
    "lint, clean": await lint({ "openclaw.json": GOOD }),
    "lint, error": await lint({ "openclaw.json": BAD }),
    "lint, edits": await lint({ "a.json": WARN, "b.json": wrongApi }, "a.json", "b.json"),
    "lint, syntax": await lint({ "openclaw.json": "{ a: 1, b: [1 2] }" }),
    "lint, no file": await lint({}, "missing.json"),
    "lint, include": await lint({ "openclaw.json": '{ models: { $include: "./m.json" } }', "m.json": "{}" }),
    "lint, suppressed": await lint({ "openclaw.json": silenced }),
    "lint, fix": await lint({ "openclaw.json": WARN }, "--fix-dry-run"),
    "lint, refused fix": await lint(
      {
        "openclaw.json": '{ agents: { $include: ["./a.json"] } }',
        "a.json": "{ defaults: { compaction: { reserveTokens: 5 } } }",
      },
      "--fix-dry-run",
      "--openclaw-version",
      "2026.9.6",
    ),
    "doctor, clean": await doctor(config("vllm", server.baseUrl, "qwen3-coder"), "--deep"),
    "doctor, measured": await measured(false),
    "doctor, measuring interrupted": await measured(true),
    "doctor, context": await doctor(own),
    "doctor, key": await doctor(config("llama-cpp", locked.baseUrl, "x"), "--verbose"),
    "doctor, down": await doctor(config("own", `http://127.0.0.1:${await closedPort()}/v1`, "x")),
    "doctor, no local": await doctor('{ models: { providers: { openai: { apiKey: "${KEY}" } } } }'),
    "doctor, fix": await doctor(
      config("vllm", server.baseUrl.replace("/v1", ""), "qwen3-coder"),
      "--fix",
      "--yes",
    ),
    "doctor, fix of a choice": await doctor(config("llama-cpp", locked.baseUrl, "x"), "--fix", "--yes"),
    "doctor, fix by a command": await doctor(
      config("studio", idle.baseUrl, "minimax/minimax-m2.1"),
      "--fix",
      "--yes",
    ),
    "doctor, interrupted": await interrupted(),
    "failure, usage": await lint({}, "--severity-min", "fatal"),
    "failure, other command": parseStdout(await openclawLocal(["recommend", "--vram", "many", "--json"])),
  };
}

const docs = await documents();

/** `findings[].fix.edits[].op` for every key of a document, except in free-form objects. */
function keysOf(value: unknown, path = ""): string[] {
  if (path === "findings[].evidence" || path.endsWith(".edits[].value")) return [];
  if (Array.isArray(value)) return value.flatMap((item) => keysOf(item, `${path}[]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return [at, ...keysOf(inner, at)];
  });
}

/** The same of a schema. */
function schemaKeys(node: unknown, path = ""): string[] {
  if (typeof node !== "object" || node === null) return [];
  const schema = { ...node } as Doc;
  const reference = schema["$ref"];
  const inner: unknown[] = ["then", "else"].map((key) => schema[key]);
  if (typeof reference === "string") inner.push((SCHEMA["$defs"] as Doc)[reference.replace("#/$defs/", "")]);
  if (Array.isArray(schema["anyOf"])) inner.push(...schema["anyOf"]);
  const own = Object.entries((schema["properties"] as Doc | undefined) ?? {}).flatMap(([key, value]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return value === false ? [] : [at, ...schemaKeys(value, at)];
  });
  const items = schema["items"] === undefined ? [] : schemaKeys(schema["items"], `${path}[]`);
  return [...own, ...items, ...inner.flatMap((part) => schemaKeys(part, path))];
}

const sorted = (keys: string[]) => [...new Set(keys)].sort();

describe("schemas/report.schema.json", () => {
  it.each(Object.entries(docs))("accepts a real report: %s", (_, doc) => {
    expect(faults(doc)).toEqual([]);
  });

  it("distinguishes a failure: an error and no summary", () => {
    for (const [name, doc] of Object.entries(docs)) {
      const failure = name.startsWith("failure");
      expect([name, "error" in doc, "summary" in doc]).toEqual([name, failure, !failure]);
    }
  });

  it("knows every written key, and no other", () => {
    expect(sorted(Object.values(docs).flatMap((doc) => keysOf(doc)))).toEqual(sorted(schemaKeys(SCHEMA)));
  });

  it("allows keys of later versions, everywhere", () => {
    const more = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(more);
      if (typeof value !== "object" || value === null) return value;
      const entries = Object.entries(value).map(([key, inner]) => [key, more(inner)]);
      return { ...Object.fromEntries(entries), "x-later": { a: [1] } };
    };
    for (const doc of Object.values(docs)) expect(faults(more(doc))).toEqual([]);
  });

  it("refuses a report in which any required key is missing", () => {
    let refused = 0;
    for (const [name, doc] of Object.entries(docs)) {
      for (const [where, broken] of without(doc)) {
        expect([name, where, faults(broken).length > 0]).toEqual([name, where, true]);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(300);
  });

  it.each([
    ["another schemaVersion", { schemaVersion: 2 }],
    ["another tool", { tool: { name: "eslint", version: "1" } }],
    ["another command", { command: "scan" }],
    ["ok as a text", { ok: "false" }],
    ["a count below 0", { checksRun: -1 }],
    ["half a count", { checksSkipped: 0.5 }],
    ["an unknown source", { openclaw: { version: "1", source: "guess" } }],
    ["a failure with findings", { ok: false, error: { message: "x", hint: null } }],
    ["a failure that is ok", { ok: true, error: { message: "x", hint: null }, findings: [] }],
    ["a finding of unknown severity", finding({ severity: "fatal" })],
    ["a finding of unknown status", finding({ status: "maybe" })],
    ["a finding in line 0", finding({ line: 0 })],
    ["a finding without a message", finding({ message: "" })],
    ["an id in another style", finding({ checkId: "Model_Ref" })],
    ["a removal with a value", finding({ fix: fix({ op: "remove", path: "a", value: 1 }) })],
    ["an edit without a value", finding({ fix: fix({ op: "set", path: "a" }) })],
    ["an unknown edit", finding({ fix: fix({ op: "move", path: "a", value: 1 }) })],
  ])("refuses %s", (_, change) => {
    expect(faults({ ...docs["lint, error"], ...change })).not.toEqual([]);
  });

  it("refuses an unknown verdict, and a doctor without endpoints", () => {
    const text = JSON.stringify(docs["doctor, context"]);
    expect(faults(JSON.parse(text.replace('"reachable":"pass"', '"reachable":"yes"')))).not.toEqual([]);
    const { endpoints, ...rest } = docs["doctor, context"] ?? {};
    expect(endpoints).toBeDefined();
    expect(faults(rest)).not.toEqual([]);
  });
});

/** Keys by parent. Within one schemaVersion this list may only grow: a missing key breaks readers of reports. */
const KEYS = {
  "": "before checksRun checksSkipped command configs diff endpoints error findings fixed interrupted notMade ok openclaw repair schemaVersion summary suppressed tool",
  before: "error info unverified warning",
  "configs[]": "includes path",
  "endpoints[]": "baseUrl models provider server timingsMs verdicts",
  "endpoints[].models[]":
    "contextAllocated contextConfigured contextTrained effectiveContext exam loaded ref served",
  "endpoints[].models[].effectiveContext":
    "atLeast below beyond budget complete counted cut exact limit ms requests said stopped tokensSent",
  "endpoints[].models[].effectiveContext.budget": "seconds tokens",
  "endpoints[].models[].effectiveContext.cut": "counted lost sent",
  "endpoints[].models[].exam": "complete failed measures ms requests runs stopped tasks tokens verdict whole",
  "endpoints[].models[].exam.measures": "arguments calls json loops planted reasoning steps tool",
  "endpoints[].models[].exam.measures.arguments": "good high low needed of verdict",
  "endpoints[].models[].exam.measures.calls": "good high low needed of verdict",
  "endpoints[].models[].exam.measures.json": "good high low needed of verdict",
  "endpoints[].models[].exam.measures.loops": "good high low needed of verdict",
  "endpoints[].models[].exam.measures.planted": "good high low needed of verdict",
  "endpoints[].models[].exam.measures.reasoning": "good high low needed of verdict",
  "endpoints[].models[].exam.measures.steps": "good high low needed of verdict",
  "endpoints[].models[].exam.measures.tool": "good high low needed of verdict",
  "endpoints[].models[].exam.tokens": "completion prompt",
  "endpoints[].models[].exam.whole": "good high low needed of verdict",
  "endpoints[].models[].exam.tasks[]": "faults id rate title",
  "endpoints[].models[].exam.tasks[].rate": "good high low of",
  "endpoints[].server": "evidence kind version",
  "endpoints[].timingsMs": "answers reachable tools",
  "endpoints[].verdicts": "answers context listed reachable tools",
  error: "hint message",
  "findings[]":
    "checkId column docs endpoint evidence file fix fixHint line message path severity status target",
  "findings[].fix": "commands edits safe",
  "findings[].fix.edits[]": "op path value",
  "fixed[]": "checkId file path",
  "notMade[]": "checkId path reason",
  openclaw: "source version",
  repair: "backups commands counts notMade",
  "repair.commands[]": "command detail outcome",
  "repair.counts": "fixed new remaining",
  "repair.notMade[]": "checkId path reason",
  summary: "error info unverified warning",
  tool: "name version",
};

it("the shape of the report is unchanged", () => {
  const keys = Object.entries(KEYS).flatMap(([parent, names]) =>
    names.split(" ").map((name) => (parent === "" ? name : `${parent}.${name}`)),
  );
  expect(sorted(schemaKeys(SCHEMA))).toEqual(sorted(keys));
});

function finding(change: Doc): Doc {
  const [first] = (docs["lint, error"]?.["findings"] ?? []) as Doc[];
  return { findings: [{ ...first, ...change }] };
}

function fix(edit: Doc): Doc {
  return { commands: [], edits: [edit], safe: true };
}

/** The contract's optional keys. */
const OPTIONAL =
  /^(?:suppressed|fixed|diff|notMade|interrupted|before|repair)$|\.(?:effectiveContext|exam)$|\.timingsMs\.|^findings\[\d+\]\.evidence\.|\.value\./;

/** Copies of a document, each without one key. */
function without(doc: Doc): [string, Doc][] {
  const copies: [string, Doc][] = [];
  const walk = (value: unknown, path: (string | number)[], text: string): void => {
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) walk(item, [...path, i], `${text}[${i}]`);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const at = text === "" ? key : `${text}.${key}`;
      walk(inner, [...path, key], at);
      if (OPTIONAL.test(at) || at === "error") continue;
      const copy: Doc = structuredClone(doc);
      let parent: Doc = copy;
      for (const step of path) parent = (parent as Record<string | number, Doc>)[step] ?? {};
      delete parent[key];
      copies.push([at, copy]);
    }
  };
  walk(doc, [], "");
  return copies;
}
