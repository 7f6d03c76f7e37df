import { expect, it } from "vitest";
import { type Emulator, type Profile, startEmulator, vllm } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { configOn, doctorHere } from "../support/doctor.ts";
import { track } from "../support/track.ts";

/** A server that ends after its nth inference. */
async function endsAfter(count: number): Promise<Emulator> {
  const profile = vllm();
  let seen = 0;
  const mortal: Profile = {
    ...profile,
    handle: async (exchange) => {
      await profile.handle(exchange);
      if (exchange.method !== "POST") return;
      seen += 1;
      if (seen === count) await emulator.close();
    },
  };
  const emulator: Emulator = track(await startEmulator(mortal));
  return emulator;
}

it.each([
  [1, "error answer-error"],
  [2, "error tools-error"],
] as const)(
  "a server that ends after inference %i: it ended, and nothing is said of the request",
  async (count, finds) => {
    const { baseUrl } = await endsAfter(count);
    const machine = new FakeMachine();
    const id = "qwen3-coder-30b";
    const models = [{ id, name: id, contextWindow: 65_536, maxTokens: 8_192 }];
    const config = {
      models: { mode: "merge", providers: { local: { baseUrl, api: "openai-completions", models } } },
      agents: { defaults: { model: { primary: `local/${id}` } } },
    };
    const { findings, brief } = await doctorHere(
      ["--deep", "--config", configOn(machine, JSON.stringify(config))],
      machine,
    );
    expect(brief).toEqual([finds]);
    expect(findings[0]?.message).toMatch(/answered a request before, and now nothing answers there/);
    expect(findings[0]?.fixHint).toMatch(/start the server again/);
  },
);
