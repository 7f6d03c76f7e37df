import { readFileSync } from "node:fs";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { assertHarmless, closedPort, startLmStudio } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { configOn, doctorHere, type Seen, seenIn } from "../support/doctor.ts";
import { track } from "../support/track.ts";
import { openclawLocal } from "./run.ts";

/** The seed document's first config, verbatim but for the port; its model id stands for an LM Studio key. */
const SEED = readFileSync(new URL("../fixtures/configs/seed-lmstudio.json5", import.meta.url), "utf8");
const MODEL = "minimax-m2.1-gs32";

function doctor(port: number, ...args: string[]): Promise<Seen> {
  const machine = new FakeMachine();
  const config = configOn(machine, SEED.replaceAll(":1234/", `:${port}/`));
  return doctorHere(["--config", config, "--timeout", "2000", ...args], machine);
}

async function seedServer(context: number | null) {
  const server = await startLmStudio({
    models: [
      { key: MODEL, maxContext: 196_608, instances: context === null ? [] : [{ id: MODEL, context }] },
    ],
  });
  track(server);
  return server;
}

describe("the seed document's setup", () => {
  it("with nothing listening gives one error, with the command that starts the server", async () => {
    const { code, brief, findings, report } = await doctor(await closedPort());
    expect(code).toBe(1);
    expect(brief).toEqual(["error server-unreachable"]);
    expect(findings[0]?.fix?.commands.join("\n")).toContain("lms server start");
    expect(report.endpoints).toMatchObject([
      { verdicts: { reachable: "fail", listed: "skip", context: "skip", answers: "skip", tools: "skip" } },
    ]);
  });

  it("with the model on disk only says that OpenClaw loads it, and fails nothing", async () => {
    const server = await seedServer(null);
    const { code, brief, findings } = await doctor(server.port);
    expect([code, brief]).toEqual([0, ["info lmstudio-unloaded"]]);
    expect(findings[0]?.message).toContain("196,608 tokens");
    assertHarmless(server, { key: "allowed" });
  });

  it("with LM Studio's 4096 tokens gives one error, with the command that helps", async () => {
    const server = await seedServer(4_096);
    const { code, brief, findings } = await doctor(server.port);
    expect([code, brief]).toEqual([1, ["error context-server-below-config"]]);
    expect(findings[0]?.fix?.commands.join("\n")).toContain("--context-length 196608");
    expect(findings[0]).toMatchObject({
      path: "models.providers.lmstudio.models[0].contextWindow",
      line: SEED.split("\n").findIndex((line) => line.includes("contextWindow")) + 1,
    });
    assertHarmless(server, { key: "allowed" });
  });

  it("with the context that it states gives no finding, and without --deep nothing but GETs", async () => {
    const server = await seedServer(196_608);
    const { code, findings, report } = await doctor(server.port);
    expect(findings).toEqual([]);
    expect(code).toBe(0);
    expect(report).toMatchObject({
      ok: true,
      summary: { error: 0, warning: 0, info: 0, unverified: 0 },
      endpoints: [
        {
          provider: "lmstudio",
          server: { kind: "lmstudio" },
          models: [{ ref: `lmstudio/${MODEL}`, served: true, loaded: true, contextAllocated: 196_608 }],
          verdicts: { reachable: "pass", listed: "pass", context: "pass", answers: "skip", tools: "skip" },
        },
      ],
    });
    expect(server.requests.map((r) => r.method)).toEqual(server.requests.map(() => "GET"));
    assertHarmless(server, { key: "allowed" });
  });

  it("answers and calls a tool under --deep", async () => {
    const server = await seedServer(196_608);
    const { code, findings, report } = await doctor(server.port, "--deep");
    expect(findings).toEqual([]);
    expect(code).toBe(0);
    expect(report.endpoints).toMatchObject([
      { verdicts: { reachable: "pass", listed: "pass", context: "pass", answers: "pass", tools: "pass" } },
    ]);
    expect(server.requests.filter((r) => r.method === "POST").map((r) => r.path)).toContain("/v1/responses");
  });

  it.each(["seed-lmstudio", "seed-hybrid", "seed-openai-compatible"])(
    "%s lints clean but for what is wrong with it today",
    async (name) => {
      const file = new URL(`../fixtures/configs/${name}.json5`, import.meta.url);
      const text = readFileSync(file, "utf8");
      expect(JSON5.parse(text)).toBeTypeOf("object");
      const result = await openclawLocal(["lint", "-", "--json"], { stdin: text });
      const ids = seenIn(result).findings.map((f) => `${f.checkId} ${f.path}`);
      // anthropic/claude-sonnet-4-5 left OpenClaw's catalogue before 2026.9.6
      const expected = name === "seed-hybrid" ? ["hosted-model-retired agents.defaults.model.primary"] : [];
      expect(ids).toEqual(expected);
      expect(result.code).toBe(0);
    },
  );
});
