import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { InterruptedError } from "../../src/core/errors.ts";
import { type FixJob, fixAndExamine } from "../../src/doctor/fix.ts";
import { loadOrThrow } from "../../src/doctor/load.ts";
import { doctorReport } from "../../src/doctor/report.ts";
import { createOutside } from "../../src/io/outside.ts";
import { probeHardware } from "../../src/machine/probe.ts";
import { startEmulator, vllm } from "../emulators/index.ts";
import { track } from "../support/track.ts";
import { tempDir } from "./run.ts";

/** A config with a plain mistake and a choice, and a person who gives these answers. */
async function setup(answers: boolean[], stop?: AbortController) {
  const server = track(await startEmulator(vllm({ models: [{ id: "qwen3-coder-30b-instruct" }] })));
  const real = createOutside({ HOME: tempDir() }, stop?.signal ?? new AbortController().signal);
  track({ close: () => real.dispose() });
  const row = { id: "qwen3-coder-30b", name: "q", contextWindow: 65_536, maxTokens: 8_192 };
  const provider = { baseUrl: server.origin, api: "openai-completions", models: [row] };
  const agents = { defaults: { model: { primary: "box/qwen3-coder-30b" } } };
  const dir = tempDir();
  const path = `${dir}/openclaw.json`;
  const text = JSON.stringify({ models: { providers: { box: provider } }, agents }, null, 2);
  writeFileSync(path, text);
  const said: string[] = [];
  const asked: { message: string; preset: boolean }[] = [];
  const outside = {
    ...real,
    stdout: async (line: string) => void said.push(line),
    stderr: (line: string) => void said.push(line),
  };
  const o = { quiet: false, verbose: false, deep: false, endpoint: [], only: [], skip: [] };
  const means = { outside, hardware: () => probeHardware(outside), measure: null };
  const job: FixJob = {
    o: { ...o, dryRun: false, runCommands: false },
    outside,
    toStdout: "pretty",
    config: loadOrThrow(path, outside),
    examine: (config) => doctorReport(config, o, means),
    ask: {
      confirm: async (message, preset) => {
        asked.push({ message, preset });
        return answers.shift() ?? false;
      },
    },
  };
  return { job, path, text, dir, said: () => said.join(""), asked, server };
}

describe("a person is asked", () => {
  it("for the plain mistakes at once, then for each choice with its reason", async () => {
    const { job, path, asked, said, server } = await setup([true, true]);
    const report = await fixAndExamine(job);
    expect(asked).toEqual([
      { message: "Make this change?", preset: true },
      { message: "This is a choice, not a plain mistake. Make this change?", preset: false },
    ]);
    expect(said()).toContain("model-id-not-served: ");
    expect(report.findings).toEqual([]);
    expect(report.fixed?.map((one) => one.checkId)).toEqual(["baseurl-path", "model-id-not-served"]);
    const text = readFileSync(path, "utf8");
    expect(text).toContain(`"baseUrl": "${server.baseUrl}"`);
    expect(text).toContain('"primary": "box/qwen3-coder-30b-instruct"');
  });

  it("no is no", async () => {
    const { job, path, text, dir, asked } = await setup([false]);
    const report = await fixAndExamine(job);
    expect(asked).toHaveLength(1);
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(readdirSync(dir)).toHaveLength(1);
    expect(report.fixed).toEqual([]);
    expect(report.repair).toMatchObject({
      counts: { fixed: 0, remaining: 1, new: 0 },
      notMade: [{ checkId: "baseurl-path", reason: "declined" }],
    });
  });

  it("what was written stays when the choice is declined", async () => {
    const { job, asked } = await setup([true, false]);
    const report = await fixAndExamine(job);
    expect(asked).toHaveLength(2);
    expect(report.findings.map((f) => f.checkId)).toEqual(["model-id-not-served"]);
    expect(report.repair?.counts).toEqual({ fixed: 1, remaining: 0, new: 1 });
  });

  it("a file that is changed while the question stands is not touched", async () => {
    const { job, path } = await setup([]);
    const meanwhile = "{ mine: true }";
    const ask = {
      confirm: async () => {
        writeFileSync(path, meanwhile);
        return true;
      },
    };
    await expect(fixAndExamine({ ...job, ask })).rejects.toThrow("was changed meanwhile");
    expect(readFileSync(path, "utf8")).toBe(meanwhile);
  });

  it("Ctrl-C at a question ends it with a report", async () => {
    const { job, path, text, asked } = await setup([]);
    const ask = {
      confirm: async () => {
        throw new InterruptedError();
      },
    };
    const report = await fixAndExamine({ ...job, ask });
    expect(report.interrupted).toBe(true);
    expect(report.repair?.counts).toBeNull();
    expect(report.findings.map((f) => f.checkId)).toEqual(["baseurl-path"]);
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(asked).toEqual([]);
  });

  it("an interruption writes nothing", async () => {
    const stop = new AbortController();
    const { job, path, text } = await setup([], stop);
    const ask = {
      confirm: async () => {
        stop.abort();
        return true;
      },
    };
    const report = await fixAndExamine({ ...job, ask });
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(report.fixed).toEqual([]);
  });
});
