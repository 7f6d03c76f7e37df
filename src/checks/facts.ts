import type { Measured } from "../core/measured.ts";
import type { ModelRefUse, ModelRowView, ProviderView } from "../openclaw/types.ts";
import type { Products } from "../servers/registry.ts";
import type { ServerModel, ServerState } from "../servers/types.ts";
import type { DeepFacts } from "../turn/types.ts";

/** A configured model and what the server says of it. */
export interface ModelFacts {
  row: ModelRowView | null;
  /** The id that requests name. */
  id: string;
  ref: string;
  /** Null: the server does not list it. */
  served: ServerModel | null;
  /** True when it is the primary or a fallback, so that a fault in it bites. */
  used: boolean;
  /** Every place of the config that names it; edits that change the id must change these too. */
  refs: readonly ModelRefUse[];
  /** Served id that differs from `id` in case, a tag or a suffix only; null when there is none or it is served. */
  nearest: string | null;
  deep: DeepFacts | null;
  /** What --context and --exam measured; absent: they were not asked for, or something held them back. */
  measured?: Measured | undefined;
}

/** Everything known of one endpoint, gathered once and shared by all checks. */
export interface EndpointFacts extends Products {
  provider: ProviderView | null;
  baseUrl: string;
  state: ServerState;
  models: ModelFacts[];
  /** The key that was sent: where it came from, never what it is. "missing-env": the variable is not set here. */
  key: { source: "none" | "config" | "env" | "missing-env" | "unreadable"; name: string | null };
  /** How it can be reached from this machine; absent where nobody looked. */
  reach?: ReachFacts | null | undefined;
}

/** Another way to the same server that was tried because the configured one does not answer. */
export interface OtherWay {
  /** The base URL with the other host. */
  baseUrl: string;
  /** The other loopback family; the host of the container; the default gateway; loopback instead of a network address. */
  by: "family" | "container-host" | "gateway" | "loopback";
  /** True: a model server answers there. */
  answers: boolean;
}

/** A request through a proxy that the environment asks for. */
export interface ProxyTry {
  /** The variable that names the proxy. */
  variable: string;
  /** Whose environment it is in. */
  where: "shell" | "service";
  answers: boolean;
  /** What came instead of an answer. */
  said: string;
}

/** How an endpoint can be reached from here. */
export interface ReachFacts {
  container: string | null;
  wsl: 1 | 2 | null;
  /** "nat" or "mirrored"; null: not told. */
  wslNetworking: string | null;
  /** Empty while the address itself answers. */
  others: OtherWay[];
  proxies: ProxyTry[];
  /** OpenClaw runs as a service here, with an environment of its own. */
  hasService: boolean;
  /** What a host name stands for; null: no name, or not known. */
  addresses: readonly string[] | null;
}

/** Where a model is served, as far as memory is concerned. */
export type Place = Pick<EndpointFacts, "baseUrl" | "state">;
/** Which model it is. */
export type ServedAs = Pick<ModelFacts, "id" | "served">;

/** What a model takes in memory with a context window, in bytes. */
export interface ModelLoad {
  weights: number;
  kv: number;
  /** Weights, KV cache, state, scratch and fixed memory. */
  total: number;
}

/** The memory of this machine that model servers on it can use. Absent where it was not looked at. */
export interface MemoryView {
  /** "gpu": cards of their own; "unified": one memory for CPU and GPU; "cpu": no GPU that a model could use. */
  kind: "gpu" | "unified" | "cpu";
  /** All of what a GPU (without one: the CPU) can have, in bytes. */
  capacityBytes: number;
  /** That and main memory: beyond it nothing loads, in bytes; null unknown. */
  everythingBytes: number | null;
  /** What is free of it now, in bytes; null unknown. */
  freeBytes: number | null;
  /** "24.0 GiB of GPU memory (nvidia-smi)". */
  what: string;
  /**
   * What a served model takes here with `contextTokens`, the KV cache in the given form. Null where that is not known well
   * enough: the server is or may be on another machine, the model is in no catalog row, nobody tells its size.
   */
  load(place: Place, model: ServedAs, contextTokens: number, cache: "f16" | "q8_0"): ModelLoad | null;
  /** The largest context with a 16-bit cache that leaves the system its share, in tokens; null: not known, or none. */
  largestContext(place: Place, model: ServedAs): number | null;
}
