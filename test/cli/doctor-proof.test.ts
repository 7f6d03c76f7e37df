import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { vllm } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { doctorHere } from "../support/doctor.ts";
import { start } from "../support/track.ts";

const MODEL = "qwen3-coder-30b";
const CONFIGURED = 131_072;

/** A vLLM that has another context in each examination; the last one stays. */
async function changing(...contexts: (number | "down" | AbortController)[]) {
  const profile = vllm();
  const { handle } = profile;
  let lists = 0;
  /** Lists of models that one examination asks for; unknown in the first. */
  let inOne = Number.POSITIVE_INFINITY;
  const server = await start({
    ...profile,
    handle: (exchange) => {
      if (exchange.method === "GET" && exchange.path === "/v1/models") lists += 1;
      const round = Math.max(Math.ceil(lists / inOne), 1);
      const now = contexts[Math.min(round, contexts.length) - 1];
      if (now === "down") return exchange.cut();
      if (typeof now === "number") profile.options.allocatedContext = now;
      else now?.abort();
      return handle(exchange);
    },
  });
  await folder(textOf({ box: server.baseUrl })).look();
  inOne = lists;
  lists = 0;
  return { server, examinations: () => lists / inOne };
}

function textOf(servers: Record<string, string>): string {
  const row = `{ id: "${MODEL}", name: "Qwen", contextWindow: ${CONFIGURED}, maxTokens: 8192 }`;
  const providers = Object.entries(servers).map(
    ([id, url]) =>
      `${id}: { baseUrl: "${url}", apiKey: "local", api: "openai-completions", /* ${id} */ models: [${row}] },`,
  );
  const [first, ...more] = Object.keys(servers).map((id) => `"${id}/${MODEL}"`);
  const model = `{ primary: ${first}, fallbacks: [${more}] }`;
  return `{ models: { providers: {\n  ${providers.join("\n  ")}\n} },\nagents: { defaults: { model: ${model} } } }\n`;
}

function folder(text: string) {
  const machine = new FakeMachine();
  const file = `${machine.dir}/openclaw.json`;
  writeFileSync(file, text, { mode: 0o600 });
  const args = ["--config", file, "--fix", "--yes"];
  return {
    look: () => doctorHere(args.slice(0, 2), machine),
    fix: (...more: string[]) => doctorHere([...args, ...more], machine),
    abortable: (signal: AbortSignal) => doctorHere(args, machine, signal),
    restore: (name: string) => runInProcess(["restore", name, "--yes", "--config", file], machine),
    read: () => readFileSync(file, "utf8"),
    backups: () => readdirSync(machine.dir).filter((name) => name.endsWith(".bak")),
  };
}

describe("doctor --fix examines an edit before it writes it", () => {
  it("the fault has to be there without the edit, and gone with it", async () => {
    const { server, examinations } = await changing(65_536);
    const text = textOf({ box: server.baseUrl });
    const { fix, read, backups, restore } = folder(text);
    const { report } = await fix();
    expect(report.fixed).toMatchObject([{ checkId: "context-server-below-config" }]);
    expect(report.repair).toMatchObject({ counts: { fixed: 1, remaining: 0, new: 0 }, notMade: [] });
    expect(read()).toBe(text.replace(String(CONFIGURED), "65536"));
    const [backup = "", ...more] = backups();
    expect(more).toEqual([]);
    // without the edit, with it, and without it again
    expect(examinations()).toBe(3);
    await restore(backup);
    expect(read()).toBe(text);
  });

  it.each([
    ["leaves the fault", [65_536, 40_000], "the edit does not fix context-server-below-config"],
    ["cannot be examined", [65_536, "down"], "could not be examined"],
    ["cannot be looked at again", [65_536, 65_536, "down"], "when it was asked again"],
    ["was not the cause", [65_536, 65_536, CONFIGURED], "gone without the edit"],
  ] as const)("one that %s is not made", async (_name, contexts, reason) => {
    const { server } = await changing(...contexts);
    const text = textOf({ box: server.baseUrl });
    const { fix, read, backups } = folder(text);
    const { report } = await fix();
    expect(report.repair?.["notMade"]).toMatchObject([
      { checkId: "context-server-below-config", reason: expect.stringContaining(reason) },
    ]);
    expect(report.fixed).toEqual([]);
    expect(report.diff).toBeUndefined();
    expect(read()).toBe(text);
    expect(backups()).toEqual([]);
  });

  it("of several, the good ones are made", async () => {
    const bad = await changing(65_536, 40_000);
    const good = await changing(65_536);
    const text = textOf({ bad: bad.server.baseUrl, good: good.server.baseUrl });
    const { fix, read, backups } = folder(text);
    const { report } = await fix();
    expect(report.fixed).toMatchObject([{ path: "models.providers.good.models[0].contextWindow" }]);
    expect(report.repair?.["notMade"]).toMatchObject([
      { path: "models.providers.bad.models[0].contextWindow" },
    ]);
    const [before, after] = text.split("/* good */");
    expect(read()).toBe(`${before}/* good */${after?.replace(String(CONFIGURED), "65536")}`);
    expect(backups()).toHaveLength(1);
  });

  it("--dry-run shows each round, and reports the files as they are", async () => {
    const { server } = await changing(65_536);
    const text = textOf({ box: server.origin });
    const { fix, read } = folder(text);
    const { report, ids } = await fix("--dry-run");
    expect(report.fixed?.map((one) => one.checkId)).toEqual(["baseurl-path", "context-server-below-config"]);
    expect(ids).toEqual(["baseurl-path"]);
    expect(read()).toBe(text);
  });

  it("an interruption while an edit is examined writes nothing", async () => {
    const stop = new AbortController();
    const { server, examinations } = await changing(65_536, stop);
    const text = textOf({ box: server.baseUrl });
    const { abortable, read, backups } = folder(text);
    const { code, report } = await abortable(stop.signal);
    expect(examinations()).toBeGreaterThan(1);
    expect(code).toBe(130);
    expect(report).toMatchObject({ interrupted: true, fixed: [], repair: { counts: null, backups: [] } });
    expect(read()).toBe(text);
    expect(backups()).toEqual([]);
  });
});
