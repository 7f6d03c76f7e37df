import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { CACHE } from "./paths.ts";
import { endStrays } from "./strays.ts";

export interface Sandbox {
  dir: string;
  /** Where scenarios put the config. */
  config: string;
  env: NodeJS.ProcessEnv;
  /** Ends what still runs in it, and deletes it. */
  remove(): void;
}

/**
 * A home of its own for the CLI and for OpenClaw. The environment is made from nothing: a proxy variable or a real
 * OpenClaw of the person who runs this must not take part.
 * OpenClaw 2026.9.6 writes its log and its locks to /tmp/openclaw* all the same; TMPDIR does not move them.
 */
export function makeSandbox(name: string, pathEntry: string | null = null): Sandbox {
  mkdirSync(`${CACHE}/homes`, { recursive: true });
  const dir = mkdtempSync(`${CACHE}/homes/${name}-`);
  mkdirSync(`${dir}/tmp`);
  const config = `${dir}/openclaw.json`;
  const path = process.env["PATH"] ?? "";
  return {
    dir,
    config,
    env: {
      PATH: pathEntry === null ? path : `${pathEntry}:${path}`,
      HOME: dir,
      OPENCLAW_HOME: dir,
      OPENCLAW_CONFIG_PATH: config,
      TMPDIR: `${dir}/tmp`,
      LANG: "C.UTF-8",
      NO_COLOR: "1",
      CI: "1",
    },
    remove() {
      endStrays(dir);
      if (process.env["KEEP_REAL"] !== "1") rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A config as a person would write it by hand: one provider on the server, used by default. */
export function writeConfig(
  sandbox: Sandbox,
  provider: {
    baseUrl: string;
    model: string;
    /** Null: none is declared. */
    contextWindow: number | null;
    apiKey?: string;
    id?: string;
    api?: string;
    headers?: Record<string, string>;
    request?: object;
  },
): void {
  const { model, contextWindow, id = "local", api = "openai-completions", ...more } = provider;
  const size = contextWindow === null ? {} : { contextWindow };
  const config = {
    models: {
      providers: {
        [id]: {
          ...more,
          api,
          models: [{ id: model, name: model, ...size, maxTokens: 8_192 }],
        },
      },
    },
    agents: { defaults: { model: { primary: `${id}/${model}` } } },
  };
  writeFileSync(sandbox.config, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
}
