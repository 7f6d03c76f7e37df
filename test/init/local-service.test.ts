import { describe, expect, it } from "vitest";
import { adapterOf } from "../../src/servers/registry.ts";
import type { ServerKind, ServerState } from "../../src/servers/types.ts";
import { written } from "./rows.ts";
import { model, server } from "./states.ts";

const NOW = "2026.9.6";
const LLAMA = ["/opt/llama/llama-server", "-m", "/models/q.gguf", "-c", "65536", "--port", "8080"];

/** A server as its process shows it. */
function running(kind: ServerKind, port: number, argv: readonly string[], own: Partial<ServerState> = {}) {
  const launched = adapterOf(kind).launchOf?.(argv) ?? undefined;
  const models = [model("q", { allocated: 65_536 })];
  return server(`http://127.0.0.1:${port}/v1`, { kind, product: kind, models, launched, ...own });
}

const on = (state: ServerState, more: Parameters<typeof written>[2] = {}, openclaw = NOW) =>
  written(state, openclaw, { ...more, wishes: { localService: true, ...more.wishes } });

describe("--local-service", () => {
  it("has the command line of the process, with its health", () => {
    expect(on(running("llamacpp", 8080, LLAMA)).provider["localService"]).toEqual({
      command: "/opt/llama/llama-server",
      args: ["-m", "/models/q.gguf", "-c", "65536", "--port", "8080"],
      healthUrl: "http://127.0.0.1:8080/health",
      readyTimeoutMs: 300_000,
      idleStopMs: 0,
    });
  });
  it("has a script with its interpreter, and the key as a variable", () => {
    const argv = [
      "/venv/bin/python3",
      "/venv/bin/vllm",
      "serve",
      "Qwen/Qwen3-8B",
      "--api-key",
      "sk-secret-0123",
    ];
    const { provider, text } = on(running("vllm", 8000, argv, { auth: "required" }));
    expect(provider["localService"]).toMatchObject({
      command: "/venv/bin/python3",
      args: ["/venv/bin/vllm", "serve", "Qwen/Qwen3-8B", "--api-key", "${VLLM_API_KEY}"],
      healthUrl: "http://127.0.0.1:8000/health",
    });
    expect(text).not.toContain("sk-secret");
  });
  it("finds a program that was started by its name", () => {
    const state = running("llamacpp", 8080, ["llama-server", ...LLAMA.slice(1)]);
    const which = (program: string) => `/usr/bin/${program}`;
    expect(on(state, { which }).provider["localService"]).toMatchObject({ command: "/usr/bin/llama-server" });
    expect(() => on(state)).toThrow(/where the program "llama-server" is/);
  });
  it("starts Ollama at its address", () => {
    const state = running("ollama", 11_500, []);
    expect(on(state, { which: () => "/usr/local/bin/ollama" }).provider["localService"]).toMatchObject({
      command: "/usr/local/bin/ollama",
      args: ["serve"],
      env: { OLLAMA_HOST: "127.0.0.1:11500" },
      healthUrl: "http://127.0.0.1:11500/api/version",
    });
  });
  it("goes into an existing entry, once, and is not written unasked", () => {
    const state = running("llamacpp", 8080, LLAMA);
    const { text, provider } = written(state, NOW);
    expect(provider).not.toHaveProperty("localService");
    const after = on(state, { text }).text;
    expect(after).toContain("localService");
    expect(on(state, { text: after }).text).toBe(after);
    expect(written(state, NOW, { text: after }).text).toBe(after);
  });
  it.each<[string, ServerState, RegExp]>([
    ["no process", running("llamacpp", 8080, ["vim"]), /cannot be read here/],
    ["LM Studio, an app", running("lmstudio", 1234, []), /cannot be read here/],
    [
      "a relative path",
      running("llamacpp", 8080, ["/opt/llama-server", "-m", "models/q.gguf"]),
      /relative path models\/q\.gguf/,
    ],
    [
      "another machine",
      { ...running("llamacpp", 8080, LLAMA), baseUrl: "http://192.168.1.4:8080/v1" },
      /not on this machine/,
    ],
  ])("refuses %s", (_, state, says) => {
    expect(() => on(state)).toThrow(says);
  });
  it("does not ask for another start where that would not help", () => {
    const hint = (start: string) => expect.objectContaining({ hint: expect.stringMatching(start) });
    expect(() => on(running("lmstudio", 1234, []))).toThrow(hint("^write localService by hand"));
    expect(() => on(running("llamacpp", 8080, ["vim"]))).toThrow(hint("^start it as you want OpenClaw to"));
  });
  it("is refused for an OpenClaw that cannot start servers", () => {
    expect(() => on(running("llamacpp", 8080, LLAMA), {}, "2026.4.15")).toThrow(/cannot start servers/);
  });
});
