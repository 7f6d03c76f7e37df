import { expect, test } from "vitest";
import { runnableCommand } from "../../src/doctor/runnable.ts";
import { adapterOf } from "../../src/servers/registry.ts";
import { makeModel } from "../../src/servers/shared/rows.ts";

const EVIL = "it's $(id) `id`; x";

test.each(["linux", "win32"] as const)("what is printed for %s is run word by word", (platform) => {
  const [command = ""] = adapterOf("lmstudio").loadCommands(makeModel(EVIL), 4096, platform);
  expect(runnableCommand(command, platform)).toMatchObject({
    program: "lms",
    args: ["load", EVIL, "--context-length", "4096", "--yes"],
  });
});

test.each([
  ["lms unload a/b:2", true],
  ["lms server start --port 1234", true],
  ["ollama pull qwen3:8b", true],
  ["openclaw gateway restart", true],
  ["docker model configure --context-size=65536 ai/qwen3:latest", true],
  ["ollama serve", false],
  ["OLLAMA_CONTEXT_LENGTH=65536 ollama serve", false],
  ["vllm serve m --port 8000", false],
  ["llama-server -m x.gguf", false],
  ["rm -rf x", false],
  ["lms load x; id", false],
  ["lms load x && id", false],
  ["lms load $(id)", false],
  ["lms load `id`", false],
  ["lms load x > y", false],
  ["lms load x\nid", false],
  ['lms load "x"', false],
  ["lms load --gpu-rce x", false],
  ["lms load -x", false],
  ["lms get x", false],
  ["lms  load x", false],
])("%s: %s", (command, runs) => {
  expect(runnableCommand(command, "linux") !== null).toBe(runs);
});
