import { describe, expect, it } from "vitest";
import { llamacpp, startEmulator, startLmStudio } from "../emulators/index.ts";
import { KEYS } from "../support/terminal.ts";
import { track } from "../support/track.ts";
import { wizard } from "./wizard-stage.ts";

const ROOMY = ["--vram", "256"];
const MODELS = [
  { key: "qwen/a-model-with-a-rather-long-name", instances: [{ id: "qwen/a", context: 32_768 }] },
  { key: "qwen/b", instances: [{ id: "qwen/b", context: 65_536 }] },
];

describe("screens", () => {
  it.each([100, 60, 40])("of %d columns: every question can be read and answered", async (columns) => {
    const one = track(await startLmStudio({ models: MODELS }));
    const two = track(await startEmulator(llamacpp({ allocatedContext: 40_000 })));
    const { terminal, read } = wizard([...ROOMY, "--endpoint", one.baseUrl, "--endpoint", two.baseUrl], {
      columns,
    });
    const answers = [KEYS.enter, KEYS.enter, "?", "l", KEYS.enter, "d", "w", "y"];
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
    for (const [i, text] of shows.entries()) {
      await terminal.shows(new RegExp(text.replaceAll("?", "\\?").replaceAll(" ", "\\s+")));
      terminal.press(answers[i] ?? "");
    }
    expect(await terminal.exit).toBe(0);
    expect(read()).toContain("lmstudio/qwen/b");
    const lines = terminal.text().split("\n");
    // a question is answered in one line, and no frame of it is left
    expect(lines.filter((line) => line.includes("Enter choose") || line.includes("Enter accept"))).toEqual(
      [],
    );
    expect(lines.filter((line) => line.startsWith("❯"))).toEqual([]);
    // our own sentences break between words
    expect(terminal.text()).not.toMatch(/\b(?:conte|opti|serve|avail)\n/);
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
});
