import { describe, expect, it } from "vitest";
import { closedPort, llamacpp, startEmulator, startLmStudio, vllm } from "../emulators/index.ts";
import { KEYS } from "../support/terminal.ts";
import { track } from "../support/track.ts";
import { cutWords } from "./cut-words.ts";
import { answers as answer, asks, ROOMY, wizard } from "./wizard-stage.ts";

const MODELS = [
  { key: "qwen/a-model-with-a-rather-long-name", instances: [{ id: "qwen/a", context: 32_768 }] },
  { key: "qwen/b", instances: [{ id: "qwen/b", context: 65_536 }] },
];

/** Columns in which no sentence is broken. */
const WIDE = 400;

describe("screens", () => {
  it("of 100, 60 and 40 columns: every question can be read and answered", async () => {
    const one = track(await startLmStudio({ models: MODELS }));
    const two = track(await startEmulator(llamacpp({ allocatedContext: 40_000 })));
    const keys = [KEYS.enter, KEYS.enter, "?", "l", KEYS.enter, "d", "w", "y"];
    const shows = [
      "Which server?",
      "Which model?",
      "Privacy or availability?",
      "keeps every prompt",
      "Which hosted",
      "Write this?",
      "fallbacks",
      "Try it with a real",
    ];
    let wide: string[] | null = null;
    for (const columns of [WIDE, 100, 60, 40]) {
      const args = [...ROOMY, "--endpoint", one.baseUrl, "--endpoint", two.baseUrl];
      const { terminal, read } = wizard(args, { columns });
      const seen: string[] = [];
      for (const [i, text] of shows.entries()) {
        await terminal.shows(new RegExp(text.replaceAll("?", "\\?").replaceAll(" ", "\\s+")));
        seen.push(terminal.text());
        // what is written is shown as it is
        if (i < 6 && wide !== null) expect(cutWords(terminal, columns, wide.join("\n"))).toEqual([]);
        terminal.press(keys[i] ?? "");
      }
      wide ??= seen;
      expect(await terminal.exit).toBe(0);
      expect(read()).toContain("lmstudio/qwen/b");
      const lines = terminal.text().split("\n");
      // no frame of a question that was answered is left
      expect(lines.filter((line) => /Enter (choose|accept)|^❯/.test(line))).toEqual([]);
    }
  });

  it("of 100, 60 and 40 columns: trouble and its help, too", async () => {
    const locked = track(await startEmulator(vllm({ apiKey: "sk-test-5e6f7a8b" }))).baseUrl;
    const small = track(await startLmStudio({ loadedContext: 4_096 })).baseUrl;
    const nothing = String(await closedPort());
    const refused = `{ models: { providers: { other: { baseUrl: "127.0.0.1:9/v1", models: [{ id: "x" }] } } } }\n`;
    const load = "What about minimax/minimax-m2.1?";
    const key = "Where is its key?";
    const troubles: { at: string; steps: [string, string][]; config?: string }[] = [
      {
        at: locked,
        steps: [
          [key, "?"],
          [key, "e"],
          ["Name of the variable?", "?"],
        ],
      },
      { at: nothing, steps: [["What now?", "?"]] },
      {
        at: small,
        steps: [
          [load, "?"],
          [load, KEYS.enter],
          ["Do it?", "?"],
        ],
      },
      { at: small, steps: [["OpenClaw cannot", "?"]], config: "{ a: [\n" },
      { at: small, steps: [["What about these errors?", "?"]], config: refused },
    ];
    await Promise.all(
      troubles.map(async ({ at, steps, config }) => {
        let wide: string | null = null;
        for (const columns of [WIDE, 100, 60, 40]) {
          const run = wizard([...ROOMY, "--endpoint", at], { columns, config });
          await answer(run, ...steps);
          wide ??= run.terminal.text();
          expect(cutWords(run.terminal, columns, wide)).toEqual([]);
          run.terminal.press(KEYS.ctrlC);
          expect(await run.terminal.exit).toBe(130);
        }
      }),
    );
  });

  it("a key that is longer than the line leaves screen and cursor as they are", async () => {
    const key = `sk-${"0123456789abcdef".repeat(6)}`;
    const server = track(await startEmulator(vllm({ apiKey: key, allocatedContext: 65_536 })));
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl], { columns: 40 });
    await answer(run, ["Where is its key?", "e"], ["Name of the variable?", KEYS.enter]);
    await asks(run, "The key?");
    const before = run.terminal.text();
    const cursor = run.terminal.cursor();
    run.terminal.press(...`${key}xy`, KEYS.backspace, KEYS.backspace);
    // nothing shows that they have arrived
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([run.terminal.text(), run.terminal.cursor()]).toEqual([before, cursor]);
    await answer(run, ["The key?", KEYS.enter]);
    await asks(run, "Privacy or availability?");
    expect(run.terminal.text()).toContain(before.slice(0, before.indexOf("? The key?")));
    expect(run.terminal.text()).toMatch(/^✔ The key\? \[hidden\]$/m);
    expect(run.terminal.text().match(/The key\?/g)).toHaveLength(1);
    run.terminal.press(KEYS.ctrlC);
    expect(await run.terminal.exit).toBe(130);
    expect(run.terminal.raw).not.toContain("0123456789abcdef");
  });

  it("a terminal that cannot move its cursor gets plain lines, without one escape sequence", async () => {
    const server = track(await startLmStudio({ models: MODELS }));
    const env = { TERM: "dumb", NO_COLOR: "1" };
    const { terminal, read } = wizard([...ROOMY, "--endpoint", server.baseUrl], { env });
    await terminal.shows("1) qwen/b (loaded)");
    terminal.press(..."?\n");
    await terminal.shows("The model that the agent uses");
    terminal.press(..."7\n");
    await terminal.shows('There is no "7" in the list');
    terminal.press(..."2\n");
    await terminal.shows("Privacy or availability?");
    terminal.press(..."b\n");
    await terminal.shows(/Which model\?[\s\S]*Which model\?/);
    terminal.press("\n");
    await terminal.shows(/Privacy or availability\?[\s\S]*Privacy or availability\?/);
    terminal.press("\n");
    await terminal.shows("Write this?");
    terminal.press(..."c\n");
    await terminal.shows("in tokens?");
    terminal.press(..."20000\n");
    await terminal.shows(/Write this\?[\s\S]*Write this\?/);
    terminal.press("\n");
    await terminal.shows("Try it with a real agent turn?");
    terminal.press("\n");
    expect(await terminal.exit).toBe(0);
    expect(read()).toContain("contextWindow: 20000");
    expect(terminal.text()).toContain("+ tools");
    expect(terminal.raw).not.toContain("\u001b");
    // symbols that such a terminal has
    expect(terminal.raw).toMatch(/^[\x20-\x7e\r\n\t]*$/);
  });

  it("NO_COLOR alone: the cursor moves, nothing is colored", async () => {
    const server = track(await startLmStudio({ models: MODELS }));
    const { terminal } = wizard([...ROOMY, "--endpoint", server.baseUrl], { env: { NO_COLOR: "1" } });
    await terminal.shows("Which model?");
    terminal.press(KEYS.enter);
    await terminal.shows("Privacy or availability?");
    terminal.press(KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
    expect(terminal.raw).toContain("\u001b[");
    expect(terminal.raw).not.toMatch(/\u001b\[(?:3\d|9\d|1|2|4)m/);
  });

  it("a narrow terminal that cannot move its cursor: waiting is told, and a key does not show", async () => {
    const key = "sk-test-c0ffee11";
    const server = track(
      await startEmulator(vllm({ apiKey: key, allocatedContext: 65_536, latencyMs: 1_200 })),
    );
    const env = { TERM: "dumb", NO_COLOR: "1" };
    const { terminal, read } = wizard([...ROOMY, "--endpoint", server.baseUrl], { env, columns: 40 });
    await terminal.shows(/Where is its key\?[\s\S]*\[1\]:/);
    expect(terminal.text()).toContain("looking for model servers\n");
    server.options.latencyMs = 0;
    terminal.press(..."v\n");
    await terminal.shows(/Name of the variable\?[\s\S]*\[VLLM_API_KEY\]:/);
    terminal.press(..."b\n");
    await terminal.shows(/(Where is its key\?[\s\S]*){2}\[1\]:/);
    terminal.press("\n");
    await terminal.shows(/(Name of the variable\?[\s\S]*){2}\[VLLM_API_KEY\]:/);
    terminal.press("\n");
    await terminal.shows("The key?");
    terminal.press(...key, KEYS.enter);
    await terminal.shows(/Privacy or availability\?[\s\S]*:$/);
    expect(terminal.text()).toContain("of this shell, or of OpenClaw's\n     .env");
    terminal.press("\n");
    await terminal.shows(/Write this\?[\s\S]*:$/);
    terminal.press("\n");
    await terminal.shows(/Try it with a real agent turn\?[\s\S]*:$/);
    terminal.press(..."n\n");
    expect(await terminal.exit).toBe(0);
    expect(read()).toContain('apiKey: "${VLLM_API_KEY}"');
    expect(terminal.raw).not.toContain("\u001b");
    expect(terminal.raw).not.toContain(key);
  });

  it("LANG=C: symbols of ASCII only, also while something goes on", async () => {
    const server = track(await startEmulator(llamacpp({ allocatedContext: 65_536, latencyMs: 1_200 })));
    const run = wizard([...ROOMY, "--endpoint", server.baseUrl], { env: { LANG: "C" }, columns: 60 });
    await run.terminal.shows("looking for model servers (1 s)");
    server.options.latencyMs = 0;
    await answer(run, ["Privacy or availability?", "l"], ["Which hosted models", KEYS.enter]);
    await answer(run, ["Write this?", "d"], ["Write this?", "w"]);
    await answer(run, ["Try it with a real agent turn?", "y"]);
    expect(await run.terminal.exit).toBe(0);
    expect(run.terminal.raw).toMatch(/^[\x20-\x7e\r\n\t\u0007\u001b]*$/);
  });

  it("what a server calls its models cannot write to the terminal", async () => {
    const models = [{ id: "good" }, { id: "evil\u001b]0;pwned\u0007\u001b[2J\u202eread" }];
    const server = track(await startEmulator(vllm({ models, allocatedContext: 65_536 })));
    const { terminal } = wizard([...ROOMY, "--endpoint", server.baseUrl]);
    await terminal.shows("evil");
    terminal.press(KEYS.down, KEYS.enter);
    await terminal.shows("has control characters");
    await terminal.shows(/\? Which model\?/);
    terminal.press("q", KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
    for (const raw of ["\u001b]0;", "\u0007", "\u001b[2J", "\u202e"]) expect(terminal.raw).not.toContain(raw);
  });
});
