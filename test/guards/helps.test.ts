import JSON5 from "json5";
import { describe, expect, test } from "vitest";
import { ALL_CHECKS } from "../../src/checks/registry.ts";
import type { Check } from "../../src/checks/types.ts";
import { catalogue } from "../../src/commands/explain/catalogue.ts";
import { applyEdits } from "../../src/config/edit/edit.ts";
import type { Remedy } from "../../src/report/explain.ts";
import { ADAPTERS } from "../../src/servers/registry.ts";
import { lint } from "../checks/support/lint.ts";

const INFOS = catalogue();
const REMEDIES = INFOS.flatMap(({ id, remedies }) => remedies.map((one) => ({ id, ...one })));

/** What an answer, a list or a finished turn looks like, instead of how to get there. */
const PICTURE =
  /^\s*[{[]|\btool_calls"?:|\bcapabilities"?:|\bfinish_reason|\bcontent"?:|\bdata: |\bHTTP \d|→|^(?:the|a|an) (?:right|text|server whose)\b/i;

/** What a text must have at least: something to type, or a switch of an app. */
const DOES = /`[^`]+`|“[^”]+”|--[a-z]|(?:^|; )(?:use|update|start|switch|set|report|look|let|give|keep|its) /;

function faultsOf({ text }: Pick<Remedy, "text">): string[] {
  return [
    ...(PICTURE.test(text) ? ["shows a result"] : []),
    ...(DOES.test(text) ? [] : ["has nothing to do"]),
    ...((text.match(/`/g)?.length ?? 0) % 2 === 0 ? [] : ["lacks a backtick"]),
    ...(/[.!]$/.test(text) ? ["ends like a sentence"] : []),
  ];
}

/** Faults of the structure of a check's `helps`. */
function gapsOf({ doc, server, turn }: Pick<Check, "doc" | "server" | "turn">): string[] {
  const { helps } = doc;
  const isLive = server !== undefined || turn !== undefined;
  if (!isLive) return [];
  if (helps === undefined) return doc.good === undefined ? ["doctor finds it, and nothing helps"] : [];
  if (typeof helps === "string") return ["say for which product it is, or why it is the same for all"];
  if ("because" in helps)
    return helps.because.length > 10 ? [] : ["say why it does not depend on the product"];
  return Object.values(helps.byServer).every((one) => one === null) ? ["it helps with no product"] : [];
}

/** Programs of the remedies, with the options that each is known to have. */
const PROGRAMS: Readonly<Record<string, RegExp>> = {
  brew: /^$/,
  chmod: /^$/,
  curl: /^-(?:s|fsSL)$/,
  docker: /^--(?:add-host=\S+|context-size=\d+)$/,
  journalctl: /^-[un]$/,
  litellm: /^--(?:config|host|port|detailed_debug)$/,
  "llama-server":
    /^(?:-(?:m|c|np|fa|ctk|ctv)|--(?:host|port|alias|jinja|chat-template-file|api-key|verbose|reasoning-format|spec-type|spec-draft-n-max))$/,
  lms: /^--(?:all|port|bind|context-length|parallel|identifier|yes|json)$/,
  "mlx_lm.server": /^--(?:model|host|port|max-tokens|log-level|chat-template)$/,
  nvm: /^$/,
  ollama: /^-f$/,
  openclaw: /^$/,
  "openclaw-local": /^--(?:deep|exam|runs|budget|endpoint)$/,
  pip: /^-U$/,
  python:
    /^(?:-m|--(?:model-path|context-length|host|port|tool-call-parser|reasoning-parser|chat-template|served-model-name|kv-cache-dtype|api-key|log-requests|speculative-algorithm))$/,
  sudo: /^--now$/,
  vllm: /^--(?:host|port|max-model-len|enable-auto-tool-choice|tool-call-parser|reasoning-parser|chat-template|served-model-name|kv-cache-dtype|api-key|enable-log-requests|enable-prefix-caching|enable-force-include-usage|speculative-config)$/,
  wsl: /^--shutdown$/,
};

function typedIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

/** What is wrong with a line to type; it is a command if its first word is a program. */
function wrongIn(code: string): string[] {
  return code.split(/ (?:&&|\|) /).flatMap((line) => {
    const [program = "", ...words] = line.split(" ").filter((word) => !/^[A-Z_]+=/.test(word));
    const options = PROGRAMS[program];
    if (options === undefined) return [];
    return words.filter((word) => word.startsWith("-") && word !== "-1" && !options.test(word));
  });
}

/** The setting of OpenClaw that a line is, in a config of one model; null: it is none, or names no value. */
function configOf(code: string): string | null {
  const [, path, value] = /^((?:models|agents|tools|memory|plugins)\.\S+?): (.+)$/.exec(code) ?? [];
  if (path === undefined || value === undefined) return null;
  const keys = path
    .replaceAll("<id>", "local")
    .replaceAll("[]", ".0")
    .replace('["<ref>"]', ".REF")
    .split(".")
    .map((key) => (key === "REF" ? "local/qwen3" : key === "0" ? 0 : key));
  const id = path.startsWith("models.providers.") ? String(keys[2]) : "local";
  const row = { id: "qwen3", name: "Qwen3" };
  const config = { models: { providers: { [id]: { baseUrl: "http://127.0.0.1:8000/v1", models: [row] } } } };
  return applyEdits(JSON.stringify(config), [{ op: "set", path: keys, value: JSON5.parse(value) }]);
}

describe("what helps", () => {
  test.each(
    INFOS.filter(({ remedies }) => remedies.length > 0).map(({ id, remedies }) => ({ id, remedies })),
  )("of $id is something to do", ({ remedies }) => {
    expect(
      remedies.flatMap((one) => faultsOf(one).map((fault) => `${one.for}: ${one.text} ${fault}`)),
    ).toEqual([]);
  });

  test("each check of a server or a turn has it by product, or tells why one entry is enough", () => {
    expect(ALL_CHECKS.flatMap((check) => gapsOf(check).map((gap) => `${check.id}: ${gap}`))).toEqual([]);
  });

  test("a list by product names every product that can have the fault once", () => {
    const labels = ADAPTERS.map(({ kind, label }) =>
      kind === "openai-compatible" ? "other servers" : label,
    );
    const wrong = ALL_CHECKS.flatMap(({ id, doc: { helps } }) => {
      if (typeof helps !== "object" || "because" in helps) return [];
      const { byServer } = helps;
      const other = byServer["openai-compatible"];
      const without = ADAPTERS.filter(
        ({ kind }) => (kind in byServer ? byServer[kind] : other) === null,
      ).length;
      const named = REMEDIES.filter((one) => one.id === id).flatMap((one) => one.for.split(", "));
      const found = labels.filter((label) => named.includes(label));
      return found.length === labels.length - without ? [] : [id];
    });
    expect(wrong).toEqual([]);
  });

  test("commands have no option that their program is not known to have", () => {
    const wrong = REMEDIES.flatMap(({ id, text }) =>
      typedIn(text).flatMap((code) => wrongIn(code).map((word) => `${id}: ${word} of ${code}`)),
    );
    expect(wrong).toEqual([]);
    const programs = REMEDIES.flatMap(({ text }) => typedIn(text)).map((code) => code.split(" ")[0] ?? "");
    expect(Object.keys(PROGRAMS).filter((program) => !programs.includes(program))).toEqual([]);
  });

  test("settings are in OpenClaw's schema", () => {
    const codes = [...new Set(REMEDIES.flatMap(({ text }) => typedIn(text)))];
    const configs = codes.flatMap((code) => configOf(code) ?? []);
    expect(configs.length).toBeGreaterThan(20);
    expect(configs.flatMap(unknownKeys)).toEqual([]);
  });

  test("Windows gets its own commands", () => {
    const windows = catalogue("win32").flatMap(({ remedies }) =>
      remedies.flatMap(({ text }) => typedIn(text)),
    );
    expect(windows.filter((code) => /^[A-Z_]+=\S+ \w|&&/.test(code))).toEqual([]);
  });

  test("the guards bark", () => {
    expect(faultsOf({ text: '{ "tool_calls": [] }' })).toEqual(["shows a result", "has nothing to do"]);
    expect(faultsOf({ text: 'capabilities: ["tools"]' })).toContain("shows a result");
    expect(faultsOf({ text: "A text answer within seconds." })).toHaveLength(3);
    expect(gapsOf({ doc: { what: "", why: "" }, turn: { stage: "tools", run: never } })).toHaveLength(1);
    expect(
      gapsOf({ doc: { what: "", why: "", helps: "`x`" }, turn: { stage: "tools", run: never } }),
    ).toEqual(["say for which product it is, or why it is the same for all"]);
    expect(wrongIn("OLLAMA_HOST=1 ollama serve --port 1")).toEqual(["--port"]);
    expect(unknownKeys(configOf("models.providers.<id>.models[].compat.noSuchKey: true") ?? "")).toHaveLength(
      1,
    );
    expect(unknownKeys(configOf('agents.defaults.thinkingDefault: "offf"') ?? "")).toHaveLength(1);
  });
});

function never(): never {
  throw new Error("not called");
}

/** What the schema of the newest OpenClaw refuses. */
function unknownKeys(text: string): string[] {
  return lint(text)
    .filter(({ checkId }) => ["config-schema", "config-unknown-key", "api-wrong-enum"].includes(checkId))
    .map(({ message }) => `${message} in ${text}`);
}
