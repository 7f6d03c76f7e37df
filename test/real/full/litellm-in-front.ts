import { afterAll, beforeAll, describe, expect } from "vitest";
import { applyConfigAdvice } from "../lib/advice.ts";
import { doctor } from "../lib/cli.ts";
import { startLitellm } from "../lib/litellm.ts";
import { makeSandbox, writeConfig } from "../lib/sandbox.ts";
import type { ServerProcess } from "../lib/server-process.ts";
import { healthyStory, type Planted, planted } from "../lib/story.ts";

type Config = Parameters<typeof writeConfig>[1];

const PORT = 4000;

export interface InFront {
  /** The folder with OpenClaw's executable. */
  openclaw: string;
  bin: string;
  version: string;
  /** A running vLLM with one model, "tiny". */
  backend: { baseUrl: string; context: number };
}

/** LiteLLM as `hosted_vllm/`: it reads vLLM's limit, and reports it as max_input_tokens. */
export function litellmInFront({ openclaw, bin, version, backend }: InFront): void {
  describe("LiteLLM in front of it", () => {
    const product = { name: "litellm-vllm", version };
    const sandbox = makeSandbox("litellm-vllm", openclaw);
    let proxy: ServerProcess | null = null;
    const config = (change: Partial<Config> = {}) =>
      writeConfig(sandbox, {
        id: "litellm",
        baseUrl: `http://127.0.0.1:${PORT}`,
        model: "tiny",
        contextWindow: backend.context,
        apiKey: "litellm",
        ...change,
      });
    beforeAll(async () => {
      const model = { name: "tiny", target: "hosted_vllm/tiny", key: "none" };
      proxy = await startLitellm(sandbox, bin, PORT, backend.baseUrl, { model, open: true });
    });
    afterAll(async () => {
      await proxy?.stop();
      sandbox.remove();
    });

    healthyStory({
      product,
      sandbox,
      baseUrl: () => `http://127.0.0.1:${PORT}`,
      scanned: { kind: "litellm", auth: "none" },
      model: { id: "tiny", contextTrained: backend.context },
      context: "max_input_tokens, which it reads from vLLM",
    });

    const fault = (title: string, change: Partial<Config>, more: Pick<Planted, "finds" | "check">) =>
      planted(title, {
        product,
        plant: () => {
          config(change);
          return doctor(sandbox);
        },
        cure: (finding) => {
          applyConfigAdvice(sandbox, finding);
          return doctor(sandbox);
        },
        ...more,
      });

    fault(
      "the config says more than the vLLM behind it has",
      { contextWindow: 131_072 },
      {
        finds: "warning context-server-below-config",
        check: ({ fixHint }) => expect(fixHint).toContain(`the server behind LiteLLM (${backend.baseUrl})`),
      },
    );
    fault("an id that it does not have", { model: "nope" }, { finds: "error model-id-not-served" });
  });
}
