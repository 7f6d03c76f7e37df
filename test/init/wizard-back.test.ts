import { existsSync } from "node:fs";
import { join } from "node:path";
import JSON5 from "json5";
import { describe, expect, it } from "vitest";
import { getIn } from "../../src/core/json.ts";
import { closedPort, llamacpp, startEmulator, startLmStudio, vllm } from "../emulators/index.ts";
import { KEYS } from "../support/terminal.ts";
import { track } from "../support/track.ts";
import { answers, asks, ROOMY, wizard } from "./wizard-stage.ts";

const KEY = "sk-test-77e0c1d2b3a4";
const server = async () => track(await startEmulator(llamacpp({ allocatedContext: 65_536 })));
const locked = async () => track(await startEmulator(vllm({ apiKey: KEY, allocatedContext: 65_536 })));

describe("back and help, inside the questions that come in trouble", () => {
  it("a key: Esc from its name, from itself and from an address leads back to where it is", async () => {
    const run = wizard([...ROOMY, "--endpoint", (await locked()).baseUrl]);
    const { terminal } = run;
    await answers(run, ["Where is its key?", "?"]);
    await terminal.shows("The config gets only the name of a variable");
    await answers(run, ["Where is its key?", "v"], ["Name of the variable?", ..."1 x", KEYS.enter]);
    await terminal.shows(/such as|letters/);
    await answers(run, ["Name of the variable?", KEYS.escape]);
    await answers(run, ["Where is its key?", "e"], ["Name of the variable?", "?"]);
    await terminal.shows("OpenClaw reads its value");
    await answers(run, ["Name of the variable?", KEYS.enter], ["The key?", "?"]);
    await terminal.shows(/\? The key\?[\s\S]*OpenClaw reads its value/);
    await answers(run, ["The key?", KEYS.enter]);
    await terminal.shows("the key of the server");
    await answers(run, ["The key?", ..."half", KEYS.escape]);
    await answers(run, ["Where is its key?", "a"], ["Address of the server?", "?"]);
    await terminal.shows("A URL, host:port or a port");
    await answers(run, ["Address of the server?", KEYS.escape]);
    await answers(run, ["Where is its key?", "l"], ["Where is its key?", "q"]);
    expect(await terminal.exit).toBe(1);
    expect(terminal.text()).toContain("nothing was written");
    expect(terminal.raw).not.toContain("half");
    expect(existsSync(join(run.dir, ".openclaw"))).toBe(false);
    expect(run.read()).toBeNull();
  });

  it("a key in a variable: its name is enough, and nothing is saved anywhere else", async () => {
    const env = { OF_MINE: KEY };
    const run = wizard([...ROOMY, "--endpoint", (await locked()).baseUrl], { env });
    await answers(
      run,
      ["Where is its key?", "v"],
      ["Name of the variable?", ..."OF_MINE", KEYS.enter],
      ["Privacy or availability?", KEYS.enter],
      ["Write this?", "w"],
      ["Try it with a real agent turn?", "y"],
    );
    expect(await run.terminal.exit).toBe(0);
    expect(run.read()).toContain('apiKey: "${OF_MINE}"');
    expect(run.terminal.text()).toMatch(/✔ tools/);
    expect(run.terminal.text().replaceAll("\n", "")).toContain("--api-key-env OF_MINE");
    expect(run.terminal.raw).not.toContain(KEY);
    expect(existsSync(join(run.dir, ".openclaw", ".env"))).toBe(false);
  });

  it("nothing runs: addresses in every spelling, Esc, and look again", async () => {
    const port = new URL((await server()).baseUrl).port;
    const closed = await closedPort();
    const run = wizard([...ROOMY, "--endpoint", `127.0.0.1:${closed}`]);
    const { terminal } = run;
    const erase = (text: string) => Array.from(text, () => KEYS.backspace);
    await answers(run, ["What now?", "?"]);
    await terminal.shows("The addresses are asked again every few seconds");
    await answers(run, ["What now?", "a"], ["Address of the server?", KEYS.escape]);
    await answers(run, ["What now?", "l"], ["What now?", "a"]);
    for (const wrong of ["99999", "http://"]) {
      await answers(run, ["Address of the server?", ...wrong, KEYS.enter]);
      await terminal.shows(/^\? Address.*\n.*(URL|port).*\n.*Enter accept/m);
      terminal.press(...erase(wrong));
    }
    terminal.press(..."1", KEYS.enter);
    await terminal.shows(/http:\/\/127\.0\.0\.1:1\/v1: refused/);
    await answers(run, ["What now?", "a"], ["Address of the server?", ...`127.0.0.1:${port}`, KEYS.enter]);
    await answers(run, ["Privacy or availability?", KEYS.escape], ["Which server?", "q"]);
    expect(await terminal.exit).toBe(1);
  });

  it("too little context: Esc from the question and from its consent; what the user did elsewhere counts", async () => {
    const studio = track(await startLmStudio({ loadedContext: 4_096 }));
    const run = wizard([...ROOMY, "--endpoint", studio.baseUrl]);
    const { terminal } = run;
    const id = "minimax/minimax-m2.1";
    await answers(run, [`What about ${id}?`, "?"]);
    await terminal.shows("A loaded one that can call tools comes first");
    await answers(run, [`What about ${id}?`, KEYS.enter], ["Do it?", "?"]);
    await terminal.shows("Nothing else is sent or run.");
    await answers(run, ["Do it?", KEYS.escape], [`What about ${id}?`, KEYS.enter], ["Do it?", "n"]);
    await answers(run, [`What about ${id}?`, "s"], ["Which server?", KEYS.enter]);
    await answers(
      run,
      [`What about ${id}?`, "l"],
      [`What about ${id}?`, KEYS.escape],
      ["Which server?", "l"],
    );
    await asks(run, "Which server?");
    expect(studio.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    const post = (path: string, body: object) =>
      fetch(`${studio.origin}/api/v1/models/${path}`, { method: "POST", body: JSON.stringify(body) });
    terminal.press(KEYS.enter);
    await asks(run, `What about ${id}?`);
    expect((await post("unload", { instance_id: id })).status).toBe(200);
    expect((await post("load", { model: id, context_length: 50_000 })).status).toBe(200);
    terminal.press("l");
    await answers(run, ["Privacy or availability?", "p"], ["Write this?", "w"]);
    await answers(run, ["Try it with a real agent turn?", "n"]);
    expect(await terminal.exit).toBe(0);
    expect(run.read()).toContain("contextWindow: 50000");
  });

  it("models for side jobs: Esc goes back to the routing; those that are taken are written", async () => {
    const model = (key: string, sizeBytes: number) => ({
      key,
      type: "llm" as const,
      sizeBytes,
      instances: [{ id: key, context: 65_536 }],
    });
    const models = [model("qwen/qwen3-32b", 19.8e9), model("qwen/qwen3-8b", 5e9)];
    const studio = track(await startLmStudio({ models }));
    const run = wizard([...ROOMY, "--endpoint", studio.baseUrl, "--model", "qwen/qwen3-32b"]);
    await answers(run, ["Privacy or availability?", "p"], ["Another model for side jobs?", "?"]);
    await run.terminal.shows("OpenClaw can give small frequent jobs");
    await answers(run, ["Another model for side jobs?", KEYS.escape]);
    await answers(run, ["Privacy or availability?", "p"], ["Another model for side jobs?", "a"]);
    await asks(run, "Write this?");
    expect(run.terminal.text()).toMatch(/^heartbeat +(lmstudio\/)?qwen\/qwen3-8b/m);
    run.terminal.press("w");
    await answers(run, ["Try it with a real agent turn?", "n"]);
    expect(await run.terminal.exit).toBe(0);
    expect(getIn(JSON5.parse(run.read() ?? ""), ["agents", "defaults", "heartbeat", "model"])).toBe(
      "lmstudio/qwen/qwen3-8b",
    );
  });

  it("context and template: help, Esc, a wrong number, and another template", async () => {
    const run = wizard([...ROOMY, "--endpoint", (await server()).baseUrl]);
    const { terminal } = run;
    await answers(run, ["Privacy or availability?", "p"], ["Write this?", "c"]);
    await answers(run, ["Context of", "?"]);
    await terminal.shows("What the server was started or loaded with.");
    await answers(run, ["Context of", ..."many", KEYS.enter]);
    await terminal.shows("a number of tokens, such as 65536");
    await answers(run, ["Context of", KEYS.escape], ["Write this?", "p"], ["Which template?", "?"]);
    await terminal.shows("A template is");
    await answers(run, ["Which template?", KEYS.escape], ["Write this?", "p"]);
    await answers(run, ["Which template?", KEYS.down, KEYS.enter]);
    await answers(run, ["Privacy or availability?", "l"], ["Which hosted models", KEYS.enter]);
    await answers(run, ["Write this?", "q"]);
    expect(await terminal.exit).toBe(1);
    expect(run.read()).toBeNull();
  });
});
