import { portOf } from "../core/address.ts";
import { known } from "../core/known.ts";
import { valueOr } from "../machine/facts/fact.ts";
import { type ServerProcess, serverProcesses } from "../machine/facts/server-processes.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import { adapterOf } from "../servers/registry.ts";
import { localModelConfigs, positionsOf } from "../servers/shared/model-config.ts";
import type { ServerModel, ServerState } from "../servers/types.ts";
import { withDraftHeads } from "./draft-heads.ts";

/** The state with what the process of the server shows, where it runs, or starts, on this machine. */
export async function withProcess(state: ServerState, world: HostWorld | undefined): Promise<ServerState> {
  if (world === undefined || classifyUrl(state.baseUrl) !== "loopback") return state;
  const asked = state.status === "refused" || adapterOf(state.kind).launchOf !== undefined;
  if (!asked || world.host.simulatesServers === true) return state;
  const processes = await valueOr(serverProcesses, world, []);
  const found = onlyOne(processes.filter(({ line }) => line.port === portOf(state.baseUrl)));
  if (found === null) return state;
  if (state.status === "refused") return { ...state, starts: found.kind };
  if (state.kind !== found.kind) return state;
  const models = state.models
    .map((model) => withTrained(model, found, world))
    .map((model) => withDraftHeads(withDrafts(model, found), state.kind, world));
  return { ...state, models, launched: found.line };
}

/** vLLM shows by its command line alone whether it drafts. */
function withDrafts(model: ServerModel, { kind, line }: ServerProcess): ServerModel {
  if (kind !== "vllm" || model.drafts !== undefined) return model;
  const asked = line.args.some((arg) => typeof arg !== "string" || /^-sc\b|^--spec|^--config\b/.test(arg));
  return asked ? model : { ...model, drafts: false };
}

/** Wrappers such as `timeout` have the command line of what they run; two servers that differ prove nothing. */
function onlyOne(processes: readonly ServerProcess[]): ServerProcess | null {
  const distinct = new Map(processes.map((one) => [JSON.stringify(one), one]));
  const [first] = distinct.values();
  return distinct.size === 1 ? (first ?? null) : null;
}

function withTrained(model: ServerModel, { kind, line }: ServerProcess, world: HostWorld): ServerModel {
  const overridden = line.args.some((arg) => typeof arg === "string" && /overrid|rope/.test(arg));
  const isAsked = adapterOf(kind).quirks.includes("refuses-untrained-context");
  if (!isAsked || overridden || model.contextTrained.value !== null) return model;
  const config = localModelConfigs(world.fs, world.shellEnv, world.host)(model.launchName ?? model.id);
  // vLLM and SGLang start with as many at least, whatever the scaling
  const positions = config === null ? null : positionsOf(config);
  if (config === null || positions === null || positions < (model.contextAllocated.value ?? 0)) return model;
  return { ...model, contextTrained: known(positions, `${config.path} (max_position_embeddings)`) };
}
