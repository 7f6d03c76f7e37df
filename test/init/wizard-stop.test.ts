import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  closedPort,
  type EmulatorOptions,
  llamacpp,
  silent,
  startEmulator,
  startLmStudio,
  vllm,
} from "../emulators/index.ts";
import { KEYS } from "../support/terminal.ts";
import { track } from "../support/track.ts";
import { answers, asks, ROOMY, type WizardRun, wizard } from "./wizard-stage.ts";

const LM_MODEL = "minimax/minimax-m2.1";
const llama = async (own: EmulatorOptions = {}) =>
  track(await startEmulator(llamacpp({ allocatedContext: 65_536, ...own }))).baseUrl;
const locked = async () => track(await startEmulator(vllm({ apiKey: "sk-test-1a2b3c4d" }))).baseUrl;
const small = async () => track(await startLmStudio({ loadedContext: 4_096 })).baseUrl;
const roomyAt = async (url: Promise<string>) => [...ROOMY, "--endpoint", await url];
const beside = async () => {
  const model = (key: string, sizeBytes: number) => ({
    ...{ key, type: "llm" as const, sizeBytes },
    instances: [{ id: key, context: 65_536 }],
  });
  const models = [model("qwen/qwen3-32b", 19.8e9), model("qwen/qwen3-8b", 5e9)];
  const { baseUrl } = track(await startLmStudio({ models }));
  return [...ROOMY, "--endpoint", baseUrl, "--model", "qwen/qwen3-32b"];
};

/** A set-up with a server of its own, and an error that OpenClaw refuses. */
const REFUSED = `{ models: { providers: { other: { baseUrl: "127.0.0.1:9/v1", models: [{ id: "x" }] } } } } // mine\n`;
const SET_UP = (baseUrl: string) =>
  `{ models: { providers: { mine: { baseUrl: "${baseUrl}", api: "openai-completions", apiKey: "local", models: [{ id: "m", name: "m" }] } } }, agents: { defaults: { model: { primary: "mine/m" } } } }\n`;

interface Stop {
  at: string;
  begin(): Promise<WizardRun>;
  /** The questions before, with what to press. */
  path?: [string, ...string[]][];
  /** It offers to quit. */
  quits?: boolean;
}

const START: [string, ...string[]][] = [["Privacy or availability?", "p"]];

const STOPS: Stop[] = [
  { at: "Where is its key?", begin: async () => wizard(await roomyAt(locked())), quits: true },
  {
    at: "Name of the variable?",
    begin: async () => wizard(await roomyAt(locked())),
    path: [["Where is its key?", "e"]],
  },
  {
    at: "The key?",
    begin: async () => wizard(await roomyAt(locked())),
    path: [
      ["Where is its key?", "e"],
      ["Name of the variable?", KEYS.enter],
    ],
  },
  {
    at: "What now?",
    begin: async () => wizard([...ROOMY, "--endpoint", String(await closedPort())]),
    quits: true,
  },
  {
    at: "Address of the server?",
    begin: async () => wizard([...ROOMY, "--endpoint", String(await closedPort())]),
    path: [["What now?", "a"]],
  },
  { at: `What about ${LM_MODEL}?`, begin: async () => wizard(await roomyAt(small())), quits: true },
  {
    at: "Do it?",
    begin: async () => wizard(await roomyAt(small())),
    path: [[`What about ${LM_MODEL}?`, KEYS.enter]],
  },
  { at: "Another model for side jobs?", begin: async () => wizard(await beside()), path: START },
  { at: "Write this?", begin: async () => wizard(await roomyAt(llama())), path: START, quits: true },
  {
    at: "Context of",
    begin: async () => wizard(await roomyAt(llama())),
    path: [...START, ["Write this?", "c"]],
  },
  {
    at: "Which template?",
    begin: async () => wizard(await roomyAt(llama())),
    path: [...START, ["Write this?", "p"]],
  },
  {
    at: "What shall change?",
    begin: async () => {
      const url = await llama();
      return wizard([...ROOMY, "--endpoint", url], { config: SET_UP(url) });
    },
  },
  {
    at: "OpenClaw cannot read it either. What now?",
    begin: async () => wizard(await roomyAt(llama()), { config: "{ a: [\n" }),
    quits: true,
  },
  {
    at: "What about these errors?",
    begin: async () => wizard(await roomyAt(llama()), { config: REFUSED }),
    quits: true,
  },
  {
    at: "Write these fixes?",
    begin: async () => wizard(await roomyAt(llama()), { config: REFUSED }),
    path: [["What about these errors?", "f"]],
  },
];

/** Nothing but the config as it was is in the home. */
function expectUntouched(run: WizardRun, before: string | null): void {
  expect(run.read()).toBe(before);
  expect(existsSync(join(run.dir, ".openclaw"))).toBe(false);
  const names = readdirSync(run.dir).filter((name) => name.startsWith("openclaw.json"));
  expect(names).toEqual(before === null ? [] : ["openclaw.json"]);
}

/** Starts a run and leads it to where it is to be stopped. */
async function standingAt({
  at,
  begin,
  path = [],
}: Stop): Promise<{ run: WizardRun; before: string | null }> {
  const run = await begin();
  const before = run.read();
  await answers(run, ...path);
  await (at === "What shall change?" ? run.terminal.shows(`${at}\n❯`) : asks(run, at));
  return { run, before };
}

describe("stopping at every question", () => {
  it.each(STOPS.map((stop) => [stop.at, stop] as const))("Ctrl-C at: %s", async (_, stop) => {
    const { run, before } = await standingAt(stop);
    run.terminal.press(KEYS.ctrlC);
    expect(await run.terminal.exit).toBe(130);
    expect(run.terminal.text().trimEnd().split("\n").at(-1)).toMatch(/interrupted/i);
    expectUntouched(run, before);
  });

  it.each(STOPS.filter(({ quits }) => quits === true).map((stop) => [stop.at, stop] as const))(
    "quit at: %s",
    async (_, stop) => {
      const { run, before } = await standingAt(stop);
      run.terminal.press("q");
      expect(await run.terminal.exit).toBe(1);
      expect(run.terminal.text()).toMatch(/nothing was written$/);
      expectUntouched(run, before);
    },
  );
});

describe("stopping while something goes on", () => {
  it("the scan, and the wait for a server that does not answer", async () => {
    const mute = track(await startEmulator(silent())).baseUrl;
    const scan = wizard([...ROOMY, "--endpoint", mute]);
    await scan.terminal.shows(/looking for model servers/);
    scan.terminal.press(KEYS.ctrlC);
    expect(await scan.terminal.exit).toBe(130);
    expectUntouched(scan, null);
    const wait = wizard([...ROOMY, "--endpoint", mute, "--timeout", "300"]);
    await wait.terminal.shows(/accepts connections, but has not answered/);
    wait.terminal.press(KEYS.ctrlC);
    expect(await wait.terminal.exit).toBe(130);
    expectUntouched(wait, null);
  });

  it("the test drive: what was written stays, or nothing was", async () => {
    const url = await llama({ chat: "hang" });
    const first = wizard([...ROOMY, "--endpoint", url]);
    await answers(first, ["Privacy or availability?", "p"], ["Write this?", "t"]);
    await first.terminal.shows(/\(\d+ s\)/);
    first.terminal.press(KEYS.ctrlC);
    expect(await first.terminal.exit).toBe(130);
    expectUntouched(first, null);
    const after = wizard([...ROOMY, "--endpoint", url]);
    await answers(after, ["Privacy or availability?", "p"], ["Write this?", "w"]);
    await answers(after, ["Try it with a real agent turn?", "y"]);
    await after.terminal.shows(/\(\d+ s\)/);
    const written = after.read();
    expect(written).toContain("contextWindow: 65536");
    after.terminal.press(KEYS.ctrlC);
    expect(await after.terminal.exit).toBe(130);
    expect(after.read()).toBe(written);
  });
});
