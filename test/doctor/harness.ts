import { loadText } from "../../src/config/read/load.ts";
import type { Finding } from "../../src/core/finding.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { type DoctorInput, type DoctorResult, runDoctor } from "../../src/doctor/run.ts";
import { createHttp } from "../../src/io/http.ts";
import type { Http } from "../../src/ports/index.ts";
import { assertHarmless } from "../emulators/index.ts";
import { track } from "../support/track.ts";

export { start, track } from "../support/track.ts";

export interface Setup {
  /** Provider id; default "local". */
  id?: string;
  baseUrl: string;
  api?: string;
  model?: string;
  /** Keys of the row besides id and name. */
  row?: JsonObject;
  /** Keys that the row does not have. */
  without?: string[];
  /** Keys of the provider besides baseUrl, api and models. */
  provider?: JsonObject;
  /** Keys beside `models` and `agents`. */
  more?: JsonObject;
  /** agents.defaults.model; default the row's ref. */
  primary?: string | null;
}

/** A small config with comments off and one provider with one row, as text. */
export function configText(setup: Setup): string {
  const { id = "local", model = "qwen3-coder-30b" } = setup;
  const full = { id: model, name: model, contextWindow: 65_536, maxTokens: 8_192, ...setup.row };
  const row = Object.fromEntries(Object.entries(full).filter(([key]) => !setup.without?.includes(key)));
  const provider = {
    baseUrl: setup.baseUrl,
    api: setup.api ?? "openai-completions",
    ...setup.provider,
    models: [row],
  };
  const primary = setup.primary === undefined ? `${id}/${model}` : setup.primary;
  const agents = primary === null ? {} : { agents: { defaults: { model: { primary } } } };
  return JSON.stringify({ models: { providers: { [id]: provider } }, ...agents, ...setup.more }, null, 2);
}

export async function doctor(
  setup: Setup | string,
  options: Partial<DoctorInput> = {},
): Promise<DoctorResult> {
  const loaded = loadText(typeof setup === "string" ? setup : configText(setup), "/home/user/openclaw.json");
  if (!loaded.ok) throw new Error(loaded.problem.message);
  const http: Http = track(await createHttp({}));
  return runDoctor({
    http,
    config: loaded.config,
    endpoints: [],
    openclaw: { version: "2026.9.6", source: "default" },
    env: {},
    platform: "linux",
    deep: false,
    timeoutMs: 2_000,
    deepTimeoutMs: 5_000,
    selection: { only: [], skip: [] },
    verbose: false,
    ...options,
  });
}

/** The only finding; fails with the whole list when there is another number of them. */
export function single(result: DoctorResult): Finding {
  const [first, ...more] = result.findings;
  if (first === undefined || more.length > 0) {
    throw new Error(`expected one finding, got ${JSON.stringify(result.findings, null, 2)}`);
  }
  return first;
}

export function verdicts(result: DoctorResult) {
  return result.endpoints.map((endpoint) => endpoint.verdicts);
}

export { assertHarmless };
