import { type RunResult, run } from "./run.ts";
import type { Sandbox } from "./sandbox.ts";

/** Runs the real OpenClaw on the sandbox's config. Start-up alone takes it 3 to 6 s on two idle cores. */
export function openclaw(
  sandbox: Sandbox,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  timeoutMs = 120_000,
): Promise<RunResult> {
  return run("openclaw", args, { cwd: sandbox.dir, env: { ...sandbox.env, ...env }, timeoutMs });
}

/** `openclaw config validate --json` → {valid, path, warnings[], issues[]?}. */
export async function validate(sandbox: Sandbox, env: NodeJS.ProcessEnv = {}) {
  const result = await openclaw(sandbox, ["config", "validate", "--json"], env);
  return parse<{ valid: boolean; issues?: unknown[]; warnings: unknown[] }>(result);
}

/** One prompt to the default model, without agent, tools or system prompt. */
export async function infer(sandbox: Sandbox, env: NodeJS.ProcessEnv = {}) {
  const args = ["infer", "model", "run", "--local", "--prompt", "ping", "--json"];
  const result = await openclaw(sandbox, args, env);
  return parse<{ ok: boolean; provider: string; model: string; outputs: { text: string }[] }>(result);
}

interface AgentTurn {
  payloads: { text: string }[];
  meta: {
    stopReason: string;
    toolSummary?: { calls: number; tools: string[]; failures: number };
    agentMeta: { provider: string; model: string; assistantTurns: number; contextTokens: number };
  };
}

/**
 * A whole agent turn: system prompt, a dozen tools, the tool call, its result, the final answer. The first request of
 * a fresh workspace is some 30,000 tokens for the tiny model, so this takes 20 s on idle cores and a minute on busy ones.
 */
export async function agentTurn(sandbox: Sandbox, env: NodeJS.ProcessEnv = {}) {
  const message = "Read AGENTS.md and say what it is";
  const args = [
    "agent",
    "--local",
    "--session-id",
    "real",
    "--message",
    message,
    "--json",
    "--timeout",
    "280",
  ];
  const result = await openclaw(sandbox, args, env, 300_000);
  return parse<AgentTurn>(result);
}

function parse<T>(result: RunResult): { code: number | null; json: T } {
  try {
    return { code: result.code, json: JSON.parse(result.stdout) as T };
  } catch {
    throw new Error(`openclaw: exit ${result.code}, no JSON on stdout\n${result.stdout}${result.stderr}`);
  }
}
