import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempDir } from "../cli/run.ts";
import { closedPort, llamacpp, startEmulator } from "../emulators/index.ts";
import { isAlive } from "../support/alive.ts";
import { KEYS } from "../support/terminal.ts";
import { track } from "../support/track.ts";
import { gguf } from "./here.ts";
import { answers, asks, ROOMY, wizard } from "./wizard-stage.ts";

/** A home with a llama-server that only says why it ends, and a model for it. */
function homeWith(script: string): string {
  const home = tempDir();
  const put = (path: string, data: string | Uint8Array) => {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data);
    return file;
  };
  chmodSync(put(".local/bin/llama-server", `#!/bin/sh\n${script}\n`), 0o755);
  put(".cache/llama.cpp/tiny.gguf", gguf(131_072));
  return home;
}

describe("nothing runs, but something is installed", () => {
  it("it is offered; a start that fails says why, and another address leads to the end", async () => {
    const home = homeWith("echo 'error: out of luck' >&2; exit 1");
    const server = track(await startEmulator(llamacpp({ allocatedContext: 65_536 })));
    const run = wizard([...ROOMY, "--endpoint", String(await closedPort())], { in: home });
    const { terminal } = run;
    await asks(run, "What now?");
    expect(terminal.text().replaceAll("\n", " ")).toContain(`installed here: llama.cpp (${home}/.local/bin/`);
    expect(terminal.text()).toContain("❯ start llama.cpp with tiny from this disk, with 131,072 tokens");
    await answers(run, ["What now?", KEYS.enter]);
    await terminal.shows(/it did not work: llama-server ended with status 1: error: out of luck/);
    await terminal.shows(/its log:\s+\S+\.log/);
    const { port } = new URL(server.baseUrl);
    await answers(run, ["What now?", "a"], ["Address of the server?", ...port, KEYS.enter]);
    await answers(run, ["Privacy or availability?", "p"], ["Write this?", "w"]);
    await answers(run, ["Try it with a real agent turn?", "y"]);
    expect(await terminal.exit).toBe(0);
    expect(terminal.text()).toMatch(/✔ tools +a tool call, and the answer to its result/);
    expect(run.read()).toContain(`baseUrl: "${server.baseUrl}"`);
  });

  it("Ctrl-C while it starts ends what was started", async () => {
    const home = homeWith("exec sleep 60");
    const run = wizard([...ROOMY, "--endpoint", String(await closedPort())], { in: home });
    await answers(run, ["What now?", KEYS.enter]);
    await run.terminal.shows(/is starting as process \d+/);
    const pid = Number(/is starting as process (\d+)/.exec(run.terminal.text())?.[1]);
    await run.terminal.shows(/\(\d+ s\)/);
    expect(isAlive(pid)).toBe(true);
    run.terminal.press(KEYS.ctrlC);
    expect(await run.terminal.exit).toBe(130);
    expect(isAlive(pid)).toBe(false);
    expect(run.read()).toBeNull();
  });
});
