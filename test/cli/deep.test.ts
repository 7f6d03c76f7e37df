import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { applyEdits } from "../../src/config/edit.ts";
import type { Finding, FixEdit } from "../../src/core/finding.ts";
import { parsePath } from "../../src/core/path.ts";
import type { Report } from "../../src/core/report.ts";
import { configText, type Setup } from "../doctor/harness.ts";
import {
  assertHarmless,
  type Emulator,
  generic,
  litellm,
  llamacpp,
  ollama,
  type Profile,
  sglang,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { openclawLocal, tempDir } from "./run.ts";

const running: Emulator[] = [];
afterAll(async () => {
  for (const server of running.splice(0)) await server.close();
});

const KEY = "minimax/minimax-m2.1";
const RESPONSES = "openai-responses";
/** NIM, TensorRT-LLM and the like: no context is told, so that the check of it has something to say. */
const UNTOLD = "context-undeclared";

async function start(profile: Profile | Promise<Emulator>): Promise<Emulator> {
  const emulator = await ("handle" in profile ? startEmulator(profile) : profile);
  running.push(emulator);
  return emulator;
}

/** The findings of the real executable under --deep, and the text of the config that it read. */
async function deep(text: string, args: string[] = ["--deep"]): Promise<Finding[]> {
  const config = join(tempDir(), "openclaw.json");
  writeFileSync(config, text, { mode: 0o600 });
  const { stdout, stderr } = await openclawLocal(["doctor", "--config", config, "--json", ...args]);
  if (stdout === "") throw new Error(stderr);
  return (JSON.parse(stdout) as Report).findings;
}

const ids = (findings: readonly Finding[]) => findings.map((finding) => finding.checkId);

function edited(text: string, edits: readonly FixEdit[] | undefined): string {
  const ops = (edits ?? []).map(({ op, path, value }) => {
    const at = parsePath(path);
    if (op !== "set" || value === undefined || at === null) throw new Error(`unexpected edit ${op} ${path}`);
    return { op, path: at, value };
  });
  return applyEdits(text, ops);
}

interface Case {
  id: string;
  severity: "error" | "warning" | "info";
  faulty(): Profile | Promise<Emulator>;
  /** Like it, and without the fault. */
  neighbour(): Profile | Promise<Emulator>;
  setup?: Omit<Setup, "baseUrl">;
  /** "edit": applied to the config it must silence the finding. A pattern: what a command must hold. */
  remedy: "edit" | RegExp | null;
  /** Said of both servers: they do not tell everything. */
  also?: string[];
}

const only = (
  when: "unthinking" | "forced" | "short" | "one-tool" | "unstreamed" | "over-chat",
  otherwise: "text" | "talk" = "talk",
) => ({
  callsOnly: { when, otherwise },
});

const CASES: Case[] = [
  {
    id: "string-content-required",
    severity: "error",
    faulty: () => vllm({ refuses: ["parts"] }),
    neighbour: () => vllm({ refuses: ["store"] }),
    remedy: "edit",
  },
  {
    id: "developer-role-rejected",
    severity: "error",
    faulty: () => vllm({ refuses: ["developer"] }),
    neighbour: () => vllm(),
    setup: { api: RESPONSES, row: { reasoning: true } },
    remedy: "edit",
  },
  {
    id: "chat-template-roles",
    severity: "error",
    faulty: () => sglang({ refuses: ["two-users"] }),
    neighbour: () => sglang(),
    remedy: null,
  },
  {
    id: "unsupported-params",
    severity: "error",
    faulty: () => sglang({ refuses: ["stream_options"] }),
    neighbour: () => sglang({ refuses: ["developer"] }),
    remedy: "edit",
  },
  {
    id: "unsupported-params",
    severity: "error",
    faulty: () => generic({ refuses: ["max_completion_tokens"] }),
    neighbour: () => generic({ refuses: ["developer"] }),
    remedy: "edit",
    also: [UNTOLD],
  },
  {
    id: "unsupported-params",
    severity: "error",
    faulty: () => vllm({ refuses: ["store"] }),
    neighbour: () => vllm({ refuses: ["stream_options"] }),
    setup: { api: RESPONSES },
    remedy: "edit",
  },
  {
    id: "lmstudio-guardrail",
    severity: "error",
    faulty: () => startLmStudio({ chat: "no-memory" }),
    neighbour: () => startLmStudio(),
    setup: { id: "lmstudio", model: KEY },
    remedy: /^lms load minimax\/minimax-m2\.1 .*\d{5,}/m,
  },
  {
    id: "context-truncated-silently",
    severity: "error",
    faulty: () => litellm({ truncateAt: 4_096 }),
    neighbour: () => litellm(),
    setup: { id: "litellm" },
    remedy: null,
    also: [UNTOLD],
  },
  {
    id: "context-truncated-silently",
    severity: "error",
    faulty: () => ollama({ allocatedContext: null, truncateAt: 8_192 }),
    neighbour: () => ollama(),
    setup: { id: "ollama", model: "qwen3.5:9b" },
    remedy: /OLLAMA_CONTEXT_LENGTH/,
  },
  {
    id: "llamacpp-tool-schema-400",
    severity: "error",
    faulty: () => llamacpp({ refuses: ["pattern"] }),
    neighbour: () => llamacpp(),
    setup: { more: { tools: { toolSearch: false } } },
    remedy: "edit",
  },
  {
    // the default tools of 2026.9.6 have no patterns
    id: "llamacpp-tool-schema-400",
    severity: "info",
    faulty: () => llamacpp({ refuses: ["pattern"] }),
    neighbour: () => llamacpp({ refuses: ["store"] }),
    remedy: "edit",
  },
  {
    // with a keyword left out in every request
    id: "tool-result-name",
    severity: "error",
    faulty: () => sglang({ refuses: ["result-without-name"] }),
    neighbour: () => sglang({ refuses: ["pattern"] }),
    setup: { row: { compat: { unsupportedToolSchemaKeywords: ["pattern"] } } },
    remedy: "edit",
  },
  {
    id: "small-model-overwhelmed",
    severity: "warning",
    faulty: () => llamacpp(only("short")),
    neighbour: () => llamacpp({ slots: 1 }),
    remedy: null,
  },
  {
    id: "small-model-overwhelmed",
    severity: "warning",
    faulty: () => vllm(only("one-tool", "text")),
    neighbour: () => vllm(),
    remedy: null,
  },
  {
    id: "vllm-responses-bypasses-parser",
    severity: "error",
    faulty: () => vllm(only("over-chat", "text")),
    neighbour: () => vllm(),
    setup: { api: RESPONSES },
    remedy: "edit",
  },
  {
    id: "tool-calls-as-text",
    severity: "error",
    faulty: () => startLmStudio(only("over-chat", "text")),
    neighbour: () => startLmStudio(),
    setup: { id: "lmstudio", model: KEY, api: RESPONSES },
    remedy: "edit",
  },
  {
    id: "tool-calls-as-text",
    severity: "error",
    faulty: () => vllm(only("unstreamed", "text")),
    neighbour: () => vllm(),
    remedy: null,
  },
  {
    id: "thinking-default-on",
    severity: "warning",
    faulty: () => vllm(only("unthinking")),
    neighbour: () => vllm({ reasoning: "reasoning" }),
    remedy: "edit",
  },
  {
    id: "tool-choice-required-only",
    severity: "warning",
    faulty: () => vllm(only("forced")),
    neighbour: () => vllm(),
    remedy: "edit",
  },
  {
    id: "strict-message-keys",
    severity: "error",
    faulty: () => vllm({ refuses: ["message-keys"] }),
    neighbour: () => vllm({ refuses: ["developer"] }),
    remedy: "edit",
  },
  {
    id: "tool-result-name",
    severity: "error",
    faulty: () => vllm({ refuses: ["result-without-name"] }),
    neighbour: () => vllm({ refuses: ["developer"] }),
    remedy: "edit",
  },
  {
    id: "tools-error",
    severity: "error",
    faulty: () => llamacpp({ refuses: ["tool-result"] }),
    neighbour: () => llamacpp({ reasoning: "reasoning_content" }),
    remedy: null,
  },
];

describe.concurrent("one fault, one finding; its neighbour has none; its remedy works", () => {
  test.each(CASES)("$id %#", async ({ id, severity, faulty, neighbour, setup, remedy, also = [] }) => {
    const server = await start(faulty());
    const text = configText({ baseUrl: server.baseUrl, ...setup });
    // nothing of it shows without an inference
    expect(ids(await deep(text, [])).filter((one) => one !== UNTOLD)).toEqual([]);
    const found = (await deep(text)).filter((finding) => finding.checkId !== UNTOLD);
    expect(found).toMatchObject([{ checkId: id, severity, status: "found", endpoint: server.baseUrl }]);
    expect(found[0]?.fixHint).not.toBeNull();
    assertHarmless(server, { inference: true });
    if (remedy === "edit") expect(ids(await deep(edited(text, found[0]?.fix?.edits)))).toEqual(also);
    else if (remedy !== null) expect(found[0]?.fix?.commands.join("\n")).toMatch(remedy);

    const healthy = await start(neighbour());
    expect(ids(await deep(configText({ baseUrl: healthy.baseUrl, ...setup })))).toEqual(also);
  });
});

const HEARTBEAT = {
  agents: { defaults: { model: { primary: "local/qwen3-coder-30b" }, heartbeat: { every: "1m" } } },
};
/** Reads the long prompt in about 6 s, and writes its four tokens in some tenths of a second each. */
const SLOW = { read: 2_000, write: 8 };

/** What only the clock shows. The faulty servers take seconds, so that a busy machine cannot look like them. */
const TIMED: { id: string; faulty: Profile; neighbours: Profile[]; setup?: Omit<Setup, "baseUrl"> }[] = [
  {
    id: "prompt-cache-thrash",
    faulty: vllm({ speed: { read: 3_000, keeps: false } }),
    neighbours: [vllm({ speed: { read: 3_000 } }), vllm({ speed: { read: 30_000, keeps: false } })],
  },
  {
    id: "heartbeat-blocks-gpu",
    faulty: vllm({ speed: { ...SLOW, slots: 1 } }),
    // one works on two at once, one says that it has four slots, one has one and is quick
    neighbours: [
      vllm({ speed: SLOW }),
      llamacpp({ slots: 4, speed: { ...SLOW, slots: 1 } }),
      vllm({ speed: { read: 20_000, slots: 1 } }),
    ],
    setup: { more: HEARTBEAT },
  },
  {
    id: "llm-timeout-slow-prefill",
    faulty: vllm({ speed: { read: 4_000 } }),
    neighbours: [vllm({ speed: { read: 40_000 } })],
    setup: { provider: { timeoutSeconds: 3 } },
  },
];

describe.concurrent("what only the clock shows", () => {
  test.each(TIMED)("$id", { timeout: 90_000 }, async ({ id, faulty, neighbours, setup }) => {
    const [server, ...healthy] = await Promise.all([faulty, ...neighbours].map(start));
    const of = (one: Emulator | undefined) => deep(configText({ baseUrl: one?.baseUrl ?? "", ...setup }));
    const [found, ...silent] = await Promise.all([server, ...healthy].map(of));
    expect(found).toMatchObject([{ checkId: id, status: "found" }]);
    expect(silent.map((findings) => ids(findings ?? []))).toEqual(neighbours.map(() => []));
    if (id === "llm-timeout-slow-prefill") {
      const text = edited(configText({ baseUrl: server?.baseUrl ?? "", ...setup }), found?.[0]?.fix?.edits);
      expect(ids(await deep(text))).toEqual([]);
    }
  });
});
