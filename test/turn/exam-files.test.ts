import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.ts";
import { tempDir } from "../cli/run.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { configFor, measure, vllmWith } from "./support.ts";

const OWN = `{
  tasks: [
    { // one more, in the words of this house
      id: "own-task",
      title: "reads the rules of the house",
      prompt: "What rules are in AGENTS.md? Read the file first.",
      steps: [{ tool: "read", arguments: { path: "AGENTS" } }],
    },
  ],
}
`;

function file(text: string, name = "own.json5"): string {
  const path = join(tempDir(), name);
  writeFileSync(path, text);
  return path;
}

/** What is said of a wrong command line, whose exit status is 2. */
async function refused(...args: string[]): Promise<string> {
  const run = runInProcess(["doctor", "--endpoint", "http://127.0.0.1:9/v1", ...args], new FakeMachine());
  const error: unknown = await run.catch((thrown: unknown) => thrown);
  if (!(error instanceof UserError)) throw new Error("it was not refused", { cause: error });
  expect(error.exitCode).toBe(2);
  return `${error.message}\n${error.hint}`;
}

describe("a user's own exam files", () => {
  it("a given file is the whole exam", async () => {
    const server = await vllmWith({ conduct: "perfect" });
    const { exam } = await measure(configFor(server), ["--exam", file(OWN), "--runs", "2"]);
    expect(exam.tasks).toMatchObject([{ id: "own-task", rate: { good: 2, of: 2 } }]);
  });

  it("those in ~/.config/openclaw-local/exam are added, and one with a shipped id replaces it", async () => {
    const machine = new FakeMachine();
    const dir = join(machine.dir, ".config", "openclaw-local", "exam");
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, "mine.json5"), OWN);
    writeFileSync(
      join(dir, "replace.json5"),
      '{ tasks: [{ id: "no-tool-needed", title: "adds up", prompt: "What is 17 plus 25?", answer: { matches: "43" } }] }',
    );
    const server = await vllmWith({ conduct: "perfect" });
    const { exam } = await measure(configFor(server), ["--exam", "--runs", "1"], { machine });
    expect(exam.tasks).toHaveLength(14);
    expect(exam.tasks.find((task) => task.id === "own-task")).toMatchObject({ rate: { good: 1 } });
    expect(exam.tasks.find((task) => task.id === "no-tool-needed")).toMatchObject({
      title: "adds up",
      rate: { good: 0 },
    });
  });

  it.each([
    [
      "a field that there is not",
      "{\n  tasks: [{ id: 'a', title: 'b', promt: 'c' }],\n}",
      /own\.json5:2:\d+: .*(prompt|promt)/,
    ],
    [
      "a tool that is not offered",
      OWN.replace('tool: "read"', 'tool: "rea"'),
      /own\.json5:7:23: .*no tool is named rea/,
    ],
    [
      "no regular expression",
      OWN.replace('"AGENTS" ', '"AG(" '),
      /own\.json5:7:50: .*is no regular expression/,
    ],
    [
      "a wrong type",
      OWN.replace('title: "reads the rules of the house"', "title: 7"),
      /own\.json5:5:14: .*must be a string/,
    ],
    [
      "nothing to do",
      "{ tasks: [{ id: 'a', title: 'b', prompt: 'c' }] }",
      /own\.json5:1:11: .*needs steps, an answer or both/,
    ],
    ["no JSON5", "{ tasks: [ }", /own\.json5:1:12: /],
    ["no tasks", "{}", /holds no task/],
  ])("%s is an error with its place", async (_name, text, message) => {
    const path = file(text);
    expect((await refused("--deep", "--exam", path)).replaceAll(path, "own.json5")).toMatch(message);
  });

  it("a missing file is an error", async () => {
    expect(await refused("--deep", "--exam", "nowhere.json5")).toContain("nowhere.json5 does not exist");
  });
});

describe("options that have no effect alone are refused", () => {
  it.each([
    [["--exam"], "--exam does nothing without --deep", "doctor --deep --exam"],
    [["--context"], "--context does nothing without --deep", "doctor --deep --context"],
    [["--deep", "--runs", "3"], "--runs does nothing without --exam", "doctor --deep --exam --runs 3"],
    [["--deep", "--budget", "3"], "--budget does nothing without --context", "--deep --context --budget 3"],
    [
      ["--deep", "--exam", "--budget-tokens", "3"],
      "--budget-tokens does nothing without --context",
      "--context",
    ],
  ])("%j", async (args, message, hint) => {
    const said = await refused(...args);
    expect(said).toContain(message);
    expect(said).toContain(hint);
  });
});
