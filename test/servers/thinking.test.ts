import { afterAll, expect, it } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import type { ThinkingControl } from "../../src/servers/shared/facts.ts";
import { type Emulator, generic, startEmulator } from "../emulators/index.ts";
import { probe } from "./support.ts";

const emulators: Emulator[] = [];
afterAll(() => Promise.all(emulators.map((one) => one.close())));

/** The first model of a server that answers these GET routes. */
async function firstModel(
  routes: NonNullable<Parameters<typeof generic>[0]>["routes"],
  ownedBy: string | null,
) {
  const emulator = await startEmulator(
    generic({ models: [{ id: "m" }], ownedBy, ...(routes && { routes }) }),
  );
  emulators.push(emulator);
  const [model] = (await probe(emulator.baseUrl)).models;
  return { reasoning: model?.capabilities.reasoning, thinking: model?.thinking };
}

it.each<[string, string, boolean, boolean | null, ThinkingControl]>([
  ["a switch", "{% if enable_thinking %}", false, true, { templateSwitch: true, efforts: null }],
  ["an effort", "{{ reasoning_effort }}", true, true, { templateSwitch: false, efforts: "any" }],
  ["neither", "{{ messages }}", false, null, { templateSwitch: false, efforts: null }],
])("llama.cpp: its chat template has %s", async (_, chat_template, supports, reasoning, thinking) => {
  const caps = { supports_tools: true, supports_reasoning_effort: supports };
  const props = { chat_template, chat_template_caps: caps, modalities: { vision: false } };
  expect(await firstModel({ "/props": props }, "llamacpp")).toEqual({ reasoning, thinking });
});

it.each<[string, JsonObject | undefined, boolean, ThinkingControl | undefined]>([
  [
    "off and on",
    { allowed_options: ["off", "on"], default: "on" },
    true,
    { templateSwitch: false, efforts: ["off", "on"] },
  ],
  [
    "efforts",
    { allowed_options: ["low", "high"], default: "low" },
    true,
    { templateSwitch: false, efforts: ["low", "high"] },
  ],
  [
    "off only",
    { allowed_options: ["off"], default: "off" },
    false,
    { templateSwitch: false, efforts: ["off"] },
  ],
  ["none", undefined, false, undefined],
])("LM Studio: its reasoning options are %s", async (_, reasoning, thinks, thinking) => {
  const capabilities = { vision: false, trained_for_tool_use: true, ...(reasoning && { reasoning }) };
  const row = { type: "llm", key: "m", loaded_instances: [], max_context_length: 32_768, capabilities };
  const routes = { "/lmstudio-greeting": { lmstudio: true }, "/api/v1/models": { models: [row] } };
  expect(await firstModel(routes, null)).toEqual({ reasoning: thinks, thinking });
});
