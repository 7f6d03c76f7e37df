import { type ServerProcess, startProcess } from "./server-process.ts";
import { waitForStatus } from "./wait.ts";

/** What every scenario calls the model, whatever file is behind it. */
export const MODEL_ID = "my-local-model";
export const CONTEXT = 65_536;

export interface LlamaOptions {
  bin: string;
  model: string;
  port: number;
  /** As typed by the user; default `-c 65536 -np 1`. */
  args?: readonly string[];
  /** Return while it still loads, with its process slowed down. */
  slow?: boolean;
}

export interface Llama extends ServerProcess {
  baseUrl: string;
  /** Ends the slow motion and waits for the model. */
  finishLoading(): Promise<void>;
}

/** A real llama-server on 127.0.0.1, ready (or loading, with `slow`). */
export async function startLlama(options: LlamaOptions): Promise<Llama> {
  const { bin, model, port, args = ["-c", String(CONTEXT), "-np", "1"] } = options;
  const fixed = ["-m", model, "--host", "127.0.0.1", "--port", String(port), "--jinja", "--offline"];
  const server = startProcess(`llama-${port}`, bin, [...fixed, "--alias", MODEL_ID, ...args], {
    PATH: process.env["PATH"],
  });
  const fullSpeed = options.slow ? server.slowDown() : null;
  const ready = { status: 200, name: "llama.cpp", timeoutMs: 60_000 };
  const health = `http://127.0.0.1:${port}/health`;
  try {
    await waitForStatus(server, health, { ...ready, status: fullSpeed ? 503 : 200 });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    ...server,
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async finishLoading() {
      await fullSpeed?.();
      await waitForStatus(server, health, ready);
    },
  };
}
