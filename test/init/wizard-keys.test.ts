import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { llamacpp, startEmulator, startLmStudio, vllm } from "../emulators/index.ts";
import { KEYS } from "../support/terminal.ts";
import { track } from "../support/track.ts";
import { asks, ROOMY, type WizardRun, wizard } from "./wizard-stage.ts";

const MODELS = [
  { key: "qwen/a", instances: [{ id: "qwen/a", context: 32_768 }] },
  { key: "qwen/b", instances: [{ id: "qwen/b", context: 65_536 }] },
];

/** Two servers, of which one has two models: every question of a good set-up is asked. */
async function twoServers(): Promise<string[]> {
  const one = track(await startLmStudio({ models: MODELS }));
  const two = track(await startEmulator(llamacpp({ allocatedContext: 40_000 })));
  return [...ROOMY, "--endpoint", one.baseUrl, "--endpoint", two.baseUrl];
}

/** The questions up to the write, with what to press to get to the next. */
const QUESTIONS: [string, string][] = [
  ["Which server?", KEYS.enter],
  ["Which model?", KEYS.enter],
  ["Privacy or availability?", "l"],
  ["Which hosted models", KEYS.enter],
  ["Write this?", "w"],
  ["Try it with a real agent turn?", "n"],
];

/** Goes on until a question stands. */
async function upTo(run: WizardRun, question: string): Promise<void> {
  for (const [text, key] of QUESTIONS) {
    await run.terminal.shows(`? ${text}`);
    if (text === question) return;
    run.terminal.press(key);
  }
}

describe("keys", () => {
  it.each(QUESTIONS.map(([question]) => question))("Ctrl-C at: %s", async (question) => {
    const run = wizard(await twoServers());
    await upTo(run, question);
    const before = run.read();
    run.terminal.press(KEYS.ctrlC);
    expect(await run.terminal.exit).toBe(130);
    expect(run.terminal.text()).toMatch(/interrupted/i);
    expect(run.read()).toBe(before);
    // nothing but what was written before the question
    const names = readdirSync(run.dir).filter((name) => name.startsWith("openclaw.json"));
    expect(names.length > 0).toBe(question.startsWith("Try it"));
  });

  it("Esc goes back from every question, and each can be answered again", async () => {
    const run = wizard(await twoServers());
    await upTo(run, "Write this?");
    run.terminal.press(KEYS.escape);
    await asks(run, "Privacy or availability?");
    run.terminal.press("l");
    await asks(run, "Which hosted models, in order");
    run.terminal.press(KEYS.escape);
    await asks(run, "Privacy or availability?");
    run.terminal.press(KEYS.escape);
    await asks(run, "Which model?");
    run.terminal.press(KEYS.escape);
    await asks(run, "Which server?");
    // the first question has nothing before it
    run.terminal.press(KEYS.escape);
    // Esc is told from the beginning of another key by a pause
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    run.terminal.press(KEYS.down, KEYS.enter);
    // what was answered before is not asked again
    await asks(run, "Write this?");
    expect(run.terminal.text()).toMatch(/routing +local-first, then anthropic/);
    expect(run.terminal.text()).toMatch(/server +llama\.cpp at/);
    run.terminal.press("q");
    expect(await run.terminal.exit).toBe(1);
    expect(run.terminal.text()).toContain("nothing was written");
    expect(run.read()).toBeNull();
  });

  it("? explains at every question", async () => {
    const run = wizard(await twoServers());
    const HELPS = [
      "The program that runs the model",
      "The model that the agent uses",
      "keeps every prompt on your machines",
      "The first is tried first",
      "written as one step",
      "Nothing is sent but to this server",
    ];
    for (const [i, [question, key]] of QUESTIONS.entries()) {
      await run.terminal.shows(`? ${question}`);
      run.terminal.press("?");
      await run.terminal.shows(HELPS[i] ?? "");
      run.terminal.press(key);
    }
    expect(await run.terminal.exit).toBe(0);
  });

  it("everything can be changed from the summary, and tested first", async () => {
    const run = wizard(await twoServers());
    const { terminal } = run;
    await upTo(run, "Privacy or availability?");
    terminal.press("p");
    await asks(run, "Write this?");
    terminal.press("m");
    await asks(run, "Which model?");
    terminal.press(KEYS.down, KEYS.enter);
    await terminal.shows(/model +lmstudio\/qwen\/a/);
    terminal.press("c");
    await terminal.shows("Context of qwen/a, in tokens?");
    terminal.press(..."99999999", KEYS.enter);
    await terminal.shows("qwen/a has 32,768 tokens, not 99,999,999");
    terminal.press("c");
    await terminal.shows(/Context of qwen\/a, in tokens\?[\s\S]*Context of qwen\/a, in tokens\?/);
    terminal.press(..."30000", KEYS.enter);
    await terminal.shows("context   30,000 tokens");
    terminal.press("t");
    await terminal.shows("✔ final text");
    await asks(run, "Write this?");
    expect(run.read()).toBeNull();
    terminal.press("r");
    await asks(run, "Privacy or availability?");
    terminal.press("p");
    await asks(run, "Write this?");
    terminal.press("p");
    await asks(run, "Which template?");
    terminal.press(KEYS.escape);
    await asks(run, "Write this?");
    terminal.press("d");
    await terminal.shows(/\+ {2}agents: \{/);
    terminal.press("w");
    await asks(run, "Try it with a real agent turn?");
    terminal.press("n");
    expect(await terminal.exit).toBe(0);
    expect(run.read()).toContain("contextWindow: 30000");
    expect(terminal.text()).toContain("--context 30000");
  });

  it("a part of an id is enough; the end tells how to take it back, with the config's path", async () => {
    const server = track(await startLmStudio({ models: MODELS }));
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl, "--model", "N/A"]);
    await asks(run, "Privacy or availability?");
    run.terminal.press(KEYS.enter);
    await asks(run, "Write this?");
    run.terminal.press("m");
    await asks(run, "Which model?");
    expect(run.terminal.text()).toMatch(/❯ qwen\/a \(loaded\)/);
    run.terminal.press(KEYS.enter);
    await asks(run, "Write this?");
    run.terminal.press("w");
    await asks(run, "Try it with a real agent turn?");
    run.terminal.press("n");
    expect(await run.terminal.exit).toBe(0);
    const text = run.terminal.text().replaceAll("\n", "");
    expect(text).toContain("--model qwen/a ");
    expect(text).toContain(`take the change back: openclaw-local undo --config ${run.config}`);
  });

  it("another address, also without a scheme; a wrong one is explained", async () => {
    const server = track(await startEmulator(llamacpp({ allocatedContext: 65_536 })));
    const port = new URL(server.baseUrl).port;
    const locked = track(await startEmulator(vllm({ apiKey: "sk-9f8e7d6c5b4a" })));
    const run = wizard([...ROOMY, "--endpoint", locked.baseUrl]);
    await asks(run, "Where is its key?");
    run.terminal.press("a");
    await asks(run, "Address of the server?");
    run.terminal.press(..."ftp://x", KEYS.enter);
    await run.terminal.shows("write a URL, host:port or a port");
    run.terminal.press(...Array.from({ length: 7 }, () => KEYS.backspace), ...port, KEYS.enter);
    await asks(run, "Privacy or availability?");
    run.terminal.press(KEYS.ctrlC);
    expect(await run.terminal.exit).toBe(130);
  });

  it("Ctrl-C during a load says what is left", async () => {
    const server = track(await startLmStudio({ loadedContext: 4_096, loads: "hangs" }));
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl]);
    await asks(run, "What about minimax/minimax-m2.1?");
    run.terminal.press(KEYS.enter);
    await run.terminal.shows("Do it?");
    run.terminal.press(KEYS.enter);
    await run.terminal.shows(/loading minimax\/minimax-m2\.1|load minimax\/minimax-m2\.1 again/);
    await run.terminal.shows(/\(\d+ s\)/);
    run.terminal.press(KEYS.ctrlC);
    expect(await run.terminal.exit).toBe(130);
    expect(run.terminal.text().replace(/\s+/g, " ")).toContain(
      "is no longer loaded as it was; again: lms load",
    );
    expect(existsSync(join(run.dir, "openclaw.json"))).toBe(false);
  });
});
