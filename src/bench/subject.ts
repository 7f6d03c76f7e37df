import type { Subject } from "../checks/types.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { UserError } from "../core/errors.ts";
import { listed } from "../core/words.ts";
import { inferenceTarget } from "../doctor/asked.ts";
import { type EndpointOption, type Gathered, type GatherInput, gather } from "../doctor/gather.ts";
import { loadOrThrow } from "../doctor/load.ts";
import { worldOf } from "../doctor/world.ts";
import { configLocation } from "../openclaw/config-path.ts";
import { detectOpenClaw } from "../openclaw/detect.ts";
import { resolvedView } from "../openclaw/resolved-view.ts";
import type { Outside } from "../ports/index.ts";
import { scanServers } from "../servers/scan.ts";
import { localModelConfigs } from "../servers/shared/model-config.ts";
import type { InferenceTarget } from "../turn/types.ts";

/** Which model is to be measured. */
export interface SubjectOptions {
  config?: string | undefined;
  endpoint: readonly string[];
  apiKeyEnv?: string | undefined;
  model?: string | undefined;
  /** Reads of one server, in ms. */
  timeout?: number | undefined;
  openclawVersion?: string | undefined;
}

/** The model to measure, and how requests reach it. */
export interface BenchSubject extends Subject {
  gathered: Gathered;
  target: InferenceTarget;
  /** To read the server again. */
  input: GatherInput;
}

const DEFAULT_TIMEOUT_MS = 5_000;
const SCAN_MS = 2_000;

/** Looks for the model with reads alone. Throws UserError where it is not there or not clear which one is meant. */
export async function findSubject(o: SubjectOptions, outside: Outside): Promise<BenchSubject> {
  const { env, fs, host, signal } = outside;
  const config = configOf(o, outside);
  const world = worldOf(config, outside);
  const http = await outside.http();
  const view = config === null ? null : resolvedView(config.value, world.env);
  const endpoints = await endpointsOf(o, view?.providers.some((one) => one.local) === true, outside);
  const input: GatherInput = {
    ...{ http, view, endpoints, signal, world },
    env: world.env,
    modelConfigs: localModelConfigs(fs, env, host),
    timeoutMs: o.timeout ?? DEFAULT_TIMEOUT_MS,
  };
  const all = await gather(input);
  const openclaw = detectOpenClaw({ flag: o.openclawVersion, config: config?.value ?? null, fs, env, host });
  const context = { config, openclaw, env: world.env, platform: host.platform, deep: true };
  const { gathered, model } = choose(all, o.model);
  const subject: Subject = { facts: gathered.facts, model, context };
  const target = targetOf(subject, gathered.apiKey);
  if (target === null)
    throw new UserError(`this tool does not speak the api of ${model.ref}`, { exitCode: 1 });
  return { ...subject, gathered, target, input };
}

/** Without a config, the servers of --endpoint or of the default ports are what there is. */
function configOf(o: SubjectOptions, outside: Outside): LoadedConfig | null {
  const { path, exists } = configLocation(o.config, outside);
  return exists || o.config !== undefined ? loadOrThrow(path, outside) : null;
}

async function endpointsOf(
  { endpoint, apiKeyEnv }: SubjectOptions,
  hasLocal: boolean,
  outside: Outside,
): Promise<EndpointOption[]> {
  if (apiKeyEnv !== undefined && (outside.env[apiKeyEnv] ?? "") === "")
    throw new UserError("the environment variable of --api-key-env is not set", {
      hint: "set it first: export NAME=...",
    });
  if (endpoint.length > 0) return endpoint.map((baseUrl) => ({ baseUrl, apiKeyEnv: apiKeyEnv ?? null }));
  if (hasLocal) return [];
  const { signal } = outside;
  const { servers } = await scanServers(await outside.http(), { timeoutMs: SCAN_MS, signal });
  if (servers.length === 0)
    throw new UserError("no model server answers on the default ports of this machine", {
      hint: "start one, or name it: openclaw-local bench --endpoint http://127.0.0.1:8000/v1",
      exitCode: 1,
    });
  return servers.map(({ baseUrl }) => ({ baseUrl, apiKeyEnv: null }));
}

/** With Ollama, only its own route tells the times; a config that names another route is followed. */
function targetOf(subject: Subject, apiKey: string | null): InferenceTarget | null {
  const target = inferenceTarget(subject, apiKey);
  const { provider, state } = subject.facts;
  return target !== null && provider === null && state.kind === "ollama"
    ? { ...target, route: "ollama" }
    : target;
}

interface Choice {
  gathered: Gathered;
  model: Gathered["facts"]["models"][number];
}

/** The named model; else the one that the default agent uses, then the only one that is used, loaded or there. */
function choose(all: readonly Gathered[], wanted: string | undefined): Choice {
  const open = all.filter(({ facts }) => facts.state.status === "ready" || facts.state.status === "no-list");
  if (open.length === 0) throw notThere(all);
  const models = open.flatMap((gathered) => gathered.facts.models.map((model) => ({ gathered, model })));
  const chat = models.filter(
    ({ model: { served } }) => served?.type !== "embedding" && served?.type !== "other",
  );
  if (wanted !== undefined) return named(chat, wanted);
  const isPrimary = ({ model }: Choice) => model.refs.some(({ kind }) => kind === "primary");
  const groups = [
    chat.filter(isPrimary),
    chat.filter(({ model }) => model.used),
    chat.filter(({ model }) => model.served?.loaded === true),
    chat,
  ];
  const only = groups.find((group) => group.length === 1)?.[0];
  if (only !== undefined && (groups[0]?.length ?? 0) <= 1) return only;
  const refs = chat.map(({ model }) => model.ref);
  throw refs.length === 0
    ? new UserError(`${open[0]?.facts.baseUrl ?? "the server"} lists no chat model`, {
        hint: "load one there, or name one with --model",
        exitCode: 1,
      })
    : new UserError("it is not clear which model is meant", {
        hint: `name one with --model: ${listed(refs, 8)}`,
      });
}

function named(chat: readonly Choice[], wanted: string): Choice {
  const byRef = chat.find(({ model }) => model.ref === wanted);
  const isId = ({ model }: Choice) => model.id === wanted || model.served?.aliases.includes(wanted) === true;
  const found = byRef ?? chat.find(isId) ?? unlisted(chat, wanted);
  if (found !== null) return found;
  const refs = chat.map(({ model }) => model.ref);
  const close = didYouMean(wanted, [...new Set([...refs, ...chat.map(({ model }) => model.id)])]);
  const list = refs.length === 0 ? "no server lists a chat model" : `there are: ${listed(refs, 8)}`;
  throw new UserError(`no server here has the model ${JSON.stringify(wanted)}`, {
    hint: close === undefined ? list : `did you mean ${close}? ${list}`,
    exitCode: 1,
  });
}

/** A server without a whole list may have it, under the name that requests would use. */
function unlisted(chat: readonly Choice[], wanted: string): Choice | null {
  for (const { gathered, model } of chat) {
    const served = gathered.facts.state.unlisted?.(wanted) ?? null;
    if (served !== null)
      return { gathered, model: { ...model, id: wanted, ref: wanted, row: null, refs: [], served } };
  }
  return null;
}

function notThere(all: readonly Gathered[]): UserError {
  const [first] = all;
  const hint = "openclaw-local doctor says more";
  if (first === undefined) return new UserError("there is no model server to measure", { hint, exitCode: 1 });
  const { baseUrl, state } = first.facts;
  const needsKey = state.status === "unauthorized";
  return new UserError(`${baseUrl} cannot be measured: ${state.detail}`, {
    hint: needsKey
      ? "name the variable with its key: --api-key-env NAME; or openclaw-local doctor says more"
      : hint,
    exitCode: 1,
  });
}
