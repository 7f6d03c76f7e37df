import { describe, expect, test } from "vitest";
import type { Setup } from "../doctor/harness.ts";
import {
  carriesKey,
  closedPort,
  type Emulator,
  generic,
  litellm,
  llamacpp,
  ollama,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { type Examined, examine, examineFile, serve, track } from "./live.ts";
import { openclawLocal, parseStdout } from "./run.ts";
import { LISTED, ROWS } from "./scenario-rows.ts";

const brief = ({ findings }: Examined) => findings.map((f) => `${f.severity} ${f.checkId}`);

describe("the emulator scenarios, through the real executable", () => {
  test.each(ROWS)("$n $title", async (row) => {
    const server = track(await row.server());
    const setup: Setup = { baseUrl: server.baseUrl, ...row.config };
    const native = setup.api === "ollama" ? { ...setup, baseUrl: server.origin } : setup;
    const seen = await examine(native, row.args, row.env);
    expect(brief(seen)).toEqual(row.finds);
    expect(seen.code).toBe(row.finds.some((one) => one.startsWith("error")) ? 1 : 0);
    const text = JSON.stringify(seen.report);
    const [endpoint] = seen.report.endpoints ?? [];
    if (row.kind !== undefined) expect(endpoint?.server.kind).toBe(row.kind);
    if (row.context !== undefined) expect(endpoint?.models[0]?.contextAllocated).toBe(row.context);
    if (row.says !== undefined) expect(text).toMatch(row.says);
    if (row.hides !== undefined) expect(text).not.toContain(row.hides);
    if (row.later === undefined) return;
    await row.later.change(server);
    server.requests.splice(0);
    expect(brief(await examineFile(seen.config, row.args, row.env))).toEqual(row.later.finds);
  });

  test("8 vLLM still starting: refused, then ready", async () => {
    const port = await closedPort();
    const seen = await examine({ id: "vllm", baseUrl: `http://127.0.0.1:${port}/v1` });
    expect(brief(seen)).toEqual(["error server-unreachable"]);
    track(await startEmulator(vllm(), { port }));
    expect(brief(await examineFile(seen.config))).toEqual([]);
  });

  test("19 five products that share port 8000, by what they say", async () => {
    const nim = { "/v1/metadata": { version: "1.8.0", modelInfo: [] } };
    const servers = [
      await serve(vllm()),
      await serve(generic({ ownedBy: "system", models: LISTED, routes: nim })),
      await serve(generic({ ownedBy: "tensorrt_llm", routes: { "/version": { version: "1.1.0" } } })),
      await serve(generic({ ownedBy: "omlx", models: LISTED })),
      await serve(generic({ ownedBy: "ds4.c", models: [{ id: "d", row: { context_length: 65_536 } }] })),
    ];
    const endpoints = servers.flatMap(({ baseUrl }) => ["--endpoint", baseUrl]);
    const report = parseStdout(await openclawLocal(["scan", "--json", ...endpoints]));
    const tried = report["tried"] as { outcome: string }[];
    const names = ["vLLM", "NVIDIA NIM", "TensorRT-LLM", "oMLX", "ds4"];
    expect(tried.map((one) => one.outcome)).toEqual(names);
    for (const server of servers) expect(server.forbidden).toEqual([]);
  });

  test("all 25 are here", () => {
    const numbers = new Set([...ROWS.map((row) => Number.parseInt(row.n, 10)), 8, 19]);
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  });
});

test("a key goes to the origin of its own provider and to no other", async () => {
  const right = "sk-only-for-one";
  const guarded = [
    await serve(vllm({ apiKey: right })),
    await serve(llamacpp({ apiKey: right })),
    await serve(litellm({ apiKey: right, database: true, declaredContext: 65_536 })),
    track(await startLmStudio({ apiKey: right })),
  ];
  const open = [await serve(vllm()), await serve(ollama()), await serve(generic({ models: LISTED }))];
  const provider = ({ baseUrl }: Emulator, apiKey?: string) => ({
    baseUrl,
    api: "openai-completions",
    ...(apiKey === undefined ? {} : { apiKey }),
    models: [],
  });
  const providers = Object.fromEntries([
    ...guarded.map((server, i) => [`guarded-${i}`, provider(server, "${ONE_KEY}")]),
    ...open.map((server, i) => [`open-${i}`, provider(server)]),
  ]);
  const seen = await examine(JSON.stringify({ models: { providers } }), ["--deep"], { ONE_KEY: right });
  expect(seen.report.endpoints).toHaveLength(7);
  for (const server of guarded) expect(server.requests.some(carriesKey), server.name).toBe(true);
  for (const server of open) expect(server.requests.filter(carriesKey), server.name).toEqual([]);
  expect(JSON.stringify(seen.report)).not.toContain(right);
});
