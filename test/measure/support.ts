import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../src/core/finding.ts";
import type { EffectiveContext, ExamResult } from "../../src/core/measured.ts";
import type { Report } from "../../src/core/report.ts";
import { openclawLocal, type RunOptions, type RunResult, tempDir } from "../cli/run.ts";
import { type AgentOptions, withAgent } from "../emulators/agent.ts";
import { type Emulator, vllm } from "../emulators/index.ts";
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

export interface ConfigOptions {
  contextWindow?: number;
  model?: string;
  api?: string;
  baseUrl?: string;
  row?: object;
  fallbacks?: string[];
  /** Further providers. */
  providers?: object;
}

/** A config file for one model of a server, used by default. */
export function configFor(server: { baseUrl: string }, options: ConfigOptions = {}): string {
  const { contextWindow = 32_768, api = "openai-completions", fallbacks = [], model: id = MODEL } = options;
  const row = { id, name: id, contextWindow, maxTokens: 4_096, ...options.row };
  const local = { baseUrl: options.baseUrl ?? server.baseUrl, api, models: [row] };
  const model = { primary: `local/${id}`, fallbacks };
  const config = { models: { providers: { local, ...options.providers } }, agents: { defaults: { model } } };
  const path = join(tempDir(), "openclaw.json");
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  return path;
}

export interface Measurement {
  result: RunResult;
  report: Report;
  context: EffectiveContext;
  exam: ExamResult;
  ids: string[];
  /** The finding of an id; fails with the whole list where there is none. */
  finding(id: string): Finding;
}

/** Runs the real executable: doctor --deep and what is given, with --json. */
export async function measure(
  config: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Measurement> {
  const result = await openclawLocal(["doctor", "--deep", "--config", config, "--json", ...args], options);
  let report: Report;
  try {
    report = JSON.parse(result.stdout);
  } catch {
    throw new Error(`exit ${result.code}, no JSON:\n${result.stdout}\n${result.stderr}`);
  }
  const model = report.endpoints?.[0]?.models[0];
  return {
    result,
    report,
    context: model?.effectiveContext as EffectiveContext,
    exam: model?.exam as ExamResult,
    ids: report.findings.map((finding) => finding.checkId),
    finding(id) {
      const found = report.findings.find((finding) => finding.checkId === id);
      if (found === undefined) throw new Error(`no ${id} in ${JSON.stringify(report.findings, null, 1)}`);
      return found;
    },
  };
}
