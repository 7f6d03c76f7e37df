import { writeFileSync } from "node:fs";
import { MODEL_ID } from "./llama.ts";
import type { Sandbox } from "./sandbox.ts";
import { type ServerProcess, startProcess } from "./server-process.ts";
import { waitForStatus } from "./wait.ts";

/** Only ever seen on loopback, by a proxy that lives for minutes. LiteLLM 1.106 does not start without one. */
export const MASTER_KEY = "sk-only-for-this-lane";

export interface LitellmOptions {
  /** model_info.max_input_tokens of its config; default: not declared. */
  declares?: number;
  /** More of its config, as YAML. */
  more?: string;
  /** Without a master key, which it permits only when told so: it then takes any key. */
  open?: boolean;
  /** What is behind it; default: llama-server, as an OpenAI-compatible server. */
  model?: { name: string; target: string; key: string };
}

/** A real LiteLLM proxy in front of `backend` (".../v1"). It takes about 13 s to come up. */
export async function startLitellm(
  sandbox: Sandbox,
  bin: string,
  port: number,
  backend: string,
  options: LitellmOptions = {},
): Promise<ServerProcess> {
  const config = `${sandbox.dir}/litellm.yaml`;
  const model = options.model ?? { name: MODEL_ID, target: `openai/${MODEL_ID}`, key: "none" };
  writeFileSync(
    config,
    `model_list:
  - model_name: ${model.name}
    litellm_params:
      model: ${model.target}
      api_base: ${backend}
      api_key: ${model.key}
${options.declares === undefined ? "" : `    model_info: {max_input_tokens: ${options.declares}}\n`}${options.more ?? ""}`,
  );
  const server = startProcess(
    "litellm",
    bin,
    ["--config", config, "--host", "127.0.0.1", "--port", String(port)],
    {
      ...sandbox.env,
      ...(options.open
        ? { LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: "true" }
        : { LITELLM_MASTER_KEY: MASTER_KEY }),
      // its price list would come from the network at every start
      LITELLM_LOCAL_MODEL_COST_MAP: "True",
    },
  );
  try {
    const url = `http://127.0.0.1:${port}/health/liveliness`;
    await waitForStatus(server, url, { status: 200, name: null, timeoutMs: 90_000 });
    // its first real request takes it many seconds on a busy machine
    await fetch(`http://127.0.0.1:${port}/v1/models`, {
      headers: { authorization: `Bearer ${MASTER_KEY}` },
      signal: AbortSignal.timeout(60_000),
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}
