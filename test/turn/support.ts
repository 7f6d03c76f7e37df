import type { EffectiveContext, ExamResult } from "../../src/core/measured.ts";
import { openclawLocal } from "../cli/run.ts";
import { type AgentOptions, withAgent } from "../emulators/agent.ts";
import { type Emulator, vllm } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { plainText, type Setup } from "../support/config-text.ts";
import { configOn, doctorHere, type Found, type Seen, seenIn } from "../support/doctor.ts";
import { start } from "../support/track.ts";

export { start, track } from "../support/track.ts";

export const MODEL = "qwen3-coder-30b";

/** A vLLM that says to have `allocated` tokens, with what is really behind it. */
export function vllmWith(agent: AgentOptions, allocated = 32_768): Promise<Emulator> {
  return start(withAgent(vllm({ models: [{ id: MODEL }], allocatedContext: allocated }), agent));
}

/** Resolves when the server has got so many requests whose body holds a text. */
export async function requestsWith(server: Emulator, text: string, count: number): Promise<void> {
  while (server.requests.filter((request) => request.body.includes(text)).length < count) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A config file for one model of a server, used by default. */
export function configFor(
  { baseUrl }: { baseUrl: string },
  { contextWindow = 32_768, ...options }: Partial<Setup> & { contextWindow?: number } = {},
): string {
  const row = { contextWindow, maxTokens: 4_096, ...options.row };
  return configOn(new FakeMachine(), plainText({ baseUrl, ...options, row }));
}

export interface Measurement extends Seen {
  context: EffectiveContext;
  exam: ExamResult;
  /** The finding of an id; fails with the whole list where there is none. */
  finding(id: string): Found;
}

export interface MeasureOptions {
  machine?: FakeMachine;
  /** Runs the real executable, and sends it SIGINT when it resolves. */
  interruptWhen?: Promise<unknown>;
}

/** doctor --deep and what is given, with --json. */
export async function measure(
  config: string,
  args: readonly string[],
  { machine, interruptWhen }: MeasureOptions = {},
): Promise<Measurement> {
  const own = ["--deep", "--config", config, ...args];
  const seen =
    interruptWhen === undefined
      ? await doctorHere(own, machine)
      : seenIn(await openclawLocal(["doctor", "--json", ...own], { interruptWhen }));
  const model = seen.report.endpoints?.[0]?.models[0];
  return {
    ...seen,
    context: model?.effectiveContext as EffectiveContext,
    exam: model?.exam as ExamResult,
    finding(id) {
      const found = seen.findings.find((finding) => finding.checkId === id);
      if (found === undefined) throw new Error(`no ${id} in ${JSON.stringify(seen.findings, null, 1)}`);
      return found;
    },
  };
}
