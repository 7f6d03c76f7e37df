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
  /** Start it with --no-jinja. */
  noJinja?: boolean;
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
  const jinja = options.noJinja ? "--no-jinja" : "--jinja";
  const fixed = ["-m", model, "--host", "127.0.0.1", "--port", String(port), jinja, "--offline"];
  const server = startProcess(`llama-${port}`, bin, [...fixed, "--alias", MODEL_ID, ...args], {
    PATH: process.env["PATH"],
  });
  return whenReady(server, port, options.slow === true);
}

/** A real llama-server without a model of its own: it loads those of a folder when it is told to. */
export async function startRouter(
  bin: string,
  folder: string,
  port: number,
  args: readonly string[] = [],
): Promise<Llama> {
  const fixed = ["--models-dir", folder, "--host", "127.0.0.1", "--port", String(port), "--offline"];
  const server = startProcess(`router-${port}`, bin, [...fixed, ...args], { PATH: process.env["PATH"] });
  return whenReady(server, port, false);
}

/**
 * Runs a command that doctor printed, as it stands, in a shell whose `llama-server` is the real one. The server must come
 * up on the port that the command names.
 */
export async function runPrinted(
  command: string,
  binFolder: string,
  port: number,
  env: NodeJS.ProcessEnv = {},
): Promise<Llama> {
  const path = `${binFolder}:${process.env["PATH"]}`;
  const server = startProcess(`printed-${port}`, "sh", ["-c", `exec ${command}`], { PATH: path, ...env });
  return whenReady(server, port, false);
}

async function whenReady(server: ServerProcess, port: number, slow: boolean): Promise<Llama> {
  const fullSpeed = slow ? server.slowDown() : null;
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
