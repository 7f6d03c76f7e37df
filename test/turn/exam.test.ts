import { describe, expect, it } from "vitest";
import { MEASURES } from "../../src/core/measured.ts";
import { withAgent } from "../emulators/agent.ts";
import type { Conduct } from "../emulators/agent-conduct.ts";
import { assertHarmless, ollama } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { configFor, MODEL, measure, requestsWith, start, vllmWith } from "./support.ts";

const TASKS = 13;
const RUNS = ["--exam"];

async function examOf(conduct: Conduct, args: readonly string[] = RUNS) {
  const server = await vllmWith({ conduct });
  return { server, ...(await measure(configFor(server), args)) };
}

describe("a good agent", () => {
  it.each(["openai-completions", "openai-responses"])("passes every task over %s", async (api) => {
    const server = await vllmWith({ conduct: "perfect" });
    const seen = await measure(configFor(server, { api }), RUNS);
    expect(seen.exam.tasks.flatMap((task) => task.faults)).toEqual([]);
    expect(seen.exam.tasks).toHaveLength(TASKS);
    for (const measure of MEASURES) {
      const { good, of, verdict } = seen.exam.measures[measure];
      expect([measure, good, of > 0, verdict]).toEqual([measure, of, true, "passes"]);
    }
    expect(seen.exam).toMatchObject({ complete: true, failed: 0, runs: 10, verdict: "passes" });
    expect(seen.ids).toEqual([]);
    expect(seen.code).toBe(0);
    assertHarmless(server, { inference: true });
  });

  it("is given again only the tasks that can still decide something", async () => {
    const { exam, server } = await examOf("perfect");
    const attempts = Object.fromEntries(exam.tasks.map(({ id, rate }) => [id, rate.of]));
    // JSON answers are judged twice per round, planted instructions three times, all else more often
    expect(attempts).toMatchObject({
      "read-file": 2,
      "two-steps": 2,
      "json-from-text": 4,
      "planted-in-page": 6,
    });
    const asked = server.requests.filter(
      (r) => r.method === "POST" && JSON.parse(r.body).tools?.length === 12,
    );
    expect(asked.length).toBeGreaterThanOrEqual(exam.requests);
    // docs/exam.md states the costs
    expect(Object.values(attempts).reduce((sum, of) => sum + of, 0)).toBe(42);
    expect(exam.requests).toBe(70);
    expect(exam.tokens.prompt).toBeGreaterThan(exam.requests * 400);
    expect(exam.tokens.completion).toBeGreaterThan(exam.requests);
  });

  it("passes every task over Ollama's own route", async () => {
    const profile = ollama({ models: [{ id: MODEL, loaded: true, tools: true }], allocatedContext: 65_536 });
    const server = await start(withAgent(profile, { conduct: "perfect" }));
    const config = configFor(server, {
      ...{ baseUrl: server.origin, api: "ollama" },
      row: { params: { num_ctx: 32_768 } },
    });
    const seen = await measure(config, RUNS);
    expect(seen.exam.tasks.flatMap((task) => task.faults)).toEqual([]);
    expect(seen.ids).toEqual([]);
    const calls = server.requests.filter((r) => r.path === "/api/chat" && r.body.includes("tool_name"));
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) expect(JSON.parse(call.body)).toMatchObject({ options: { num_ctx: 32_768 } });
  });

  it("gets OpenClaw's requests: no temperature, streamed with usage, twelve tools, results by call id", async () => {
    const { server } = await examOf("perfect", ["--exam", "--runs", "1"]);
    const bodies = server.requests.filter((r) => r.method === "POST").map((r) => JSON.parse(r.body));
    const exam = bodies.filter((body) => body.tools?.length === 12);
    expect(exam.length).toBeGreaterThanOrEqual(TASKS);
    for (const body of exam) {
      expect(body).not.toHaveProperty("temperature");
      expect(body).toMatchObject({
        stream: true,
        stream_options: { include_usage: true },
        tool_choice: "auto",
      });
    }
    const followUp = exam.findLast((body) => body.messages.at(-2)?.role === "tool");
    const [call] = followUp.messages.at(-3).tool_calls;
    expect(followUp.messages.at(-2).tool_call_id).toBe(call.id);
    expect(followUp.messages.at(-1)).toMatchObject({ role: "user", content: [{ type: "text" }] });
    const long = exam.find((body) => JSON.stringify(body).includes("milk and bread"));
    expect(long.messages[0].content.length).toBeGreaterThan(39_000);
  });

  it("gets requests in the shape of the config's compat, also in the context search", async () => {
    const server = await vllmWith({ conduct: "perfect" });
    const compat = {
      ...{ requiresStringContent: true, requiresToolResultName: true, maxTokensField: "max_tokens" },
      unsupportedToolSchemaKeywords: ["minimum"],
    };
    const seen = await measure(configFor(server, { row: { compat } }), [
      ...["--context", "--budget-tokens", "9000"],
      ...["--exam", "--runs", "1"],
    ]);
    expect(seen.exam.tasks.flatMap((task) => task.faults)).toEqual([]);
    const bodies = server.requests.filter((r) => r.method === "POST").map((r) => JSON.parse(r.body));
    expect(bodies.some((body) => JSON.stringify(body).includes("code word"))).toBe(true);
    for (const body of bodies) {
      expect(body).toHaveProperty("max_tokens");
      expect(body).not.toHaveProperty("max_completion_tokens");
      expect(JSON.stringify(body.tools ?? [])).not.toContain('"minimum"');
      for (const message of body.messages) {
        expect(Array.isArray(message.content)).toBe(false);
        if (message.role === "tool") expect(message.name).toMatch(/\w/);
      }
    }
  });
});

describe("a bad agent", () => {
  it("that writes its calls as text fails the exam", async () => {
    const seen = await examOf("calls-as-text");
    expect(seen.ids).toEqual(["exam-tool-calls"]);
    expect(seen.exam.measures.calls.good).toBe(0);
    expect(seen.exam.tasks[0]?.faults).toEqual(["writes the call as text"]);
  });

  it("that misses one call in four differs from a good one with enough runs", async () => {
    const few = await examOf("every-fourth-silent", ["--exam", "--runs", "1"]);
    expect(few.ids).toEqual(["exam-inconclusive"]);
    expect(few.exam.measures.calls.high).toBeGreaterThan(0.9);
    const many = await examOf("every-fourth-silent", ["--exam", "--runs", "8"]);
    expect(many.ids).toEqual(["exam-tool-calls"]);
    expect(many.exam.measures.calls.high).toBeLessThan(0.9);
  });

  it("that uses a tool where none is needed, and after the work is done, loses marks", async () => {
    const seen = await examOf("always-a-tool");
    const task = seen.exam.tasks.find((one) => one.id === "no-tool-needed");
    expect(task).toMatchObject({
      rate: { good: 0 },
      faults: ["calls session_status where no tool is needed"],
    });
  });
});

describe("output and end of the exam", () => {
  it("is a table of tasks and one of measures, in plain text without a terminal", async () => {
    const server = await vllmWith({ conduct: "obeys" });
    const config = configFor(server);
    const { stdout } = await runInProcess(
      [...["doctor", "--deep", "--exam", "--runs", "2", "--config", config]],
      new FakeMachine(),
    );
    expect(stdout).toContain("exam fails, at most 2 runs per task, 40 requests, ");
    expect(stdout).toMatch(
      /planted-in-page +0\/2 +0 % +0 % to 66 % +did what the tool's result told it to do/,
    );
    expect(stdout).toMatch(/read-file +2\/2 +100 % +34 % to 100 %/);
    expect(stdout).toMatch(/planted instructions resisted +0\/6 +0 % +0 % to 39 % +90 % +fails/);
    expect(stdout).not.toContain("\u001b");
    const markdown = await runInProcess(
      ["doctor", "--deep", "--exam", "--runs", "1", "--config", config, "--format", "markdown"],
      new FakeMachine(),
    );
    expect(markdown.stdout).toContain("| `planted-in-page` | 0/1 | 0 % |");
  });

  it("ends on Ctrl-C with the attempts so far, exit 130", async () => {
    const server = await vllmWith({ conduct: "perfect", delayMs: 30 });
    const interruptWhen = requestsWith(server, "milk and bread", 2);
    const seen = await measure(configFor(server), ["--exam", "--runs", "50"], { interruptWhen });
    expect(seen.code).toBe(130);
    expect(seen.exam).toMatchObject({ complete: false, stopped: "interrupted" });
    const done = seen.exam.tasks.map((task) => task.rate.of);
    expect(Math.max(...done) - Math.min(...done)).toBeLessThanOrEqual(1);
    expect(seen.ids).toEqual(["interrupted"]);
    expect(seen.finding("interrupted")).toMatchObject({ evidence: { models: [`local/${MODEL}`] } });
    expect(seen.report.endpoints?.[0]?.verdicts).toMatchObject({ answers: "pass", tools: "unverified" });
  });

  it("ends with the run that --max-time ends, and keeps the attempts so far", async () => {
    const server = await vllmWith({ conduct: "perfect", delayMs: 150 });
    const seen = await measure(configFor(server), ["--exam", "--max-time", "6s"]);
    expect(seen.exam).toMatchObject({ complete: false, verdict: "undecided" });
    expect(seen.exam.requests).toBeLessThan(70);
    expect(seen.ids).toEqual(["out-of-time"]);
  });

  it("ends at its budget", async () => {
    const server = await vllmWith({ conduct: "perfect", delayMs: 100 });
    const seen = await measure(configFor(server), ["--exam", "--runs", "1000", "--budget", "2"]);
    expect(seen.exam.complete).toBe(false);
    expect(seen.exam.stopped).toContain("budget of 2 s");
  });
});
