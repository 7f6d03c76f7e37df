import type { Measured } from "../core/measured.ts";
import type { Unresolved } from "../openclaw/request-settings.ts";
import type { ModelRefUse, ModelRowView, ProviderView } from "../openclaw/types.ts";
import type { Products } from "../servers/registry.ts";
import type { ServerModel, ServerState } from "../servers/types.ts";
import type { DeepFacts } from "../turn/types.ts";

/** A configured model and what the server reports about it. */
export interface ModelFacts {
  row: ModelRowView | null;
  /** The id that requests name. */
  id: string;
  ref: string;
  /** Null: the server does not list it. */
  served: ServerModel | null;
  /** True when it is the primary or a fallback. */
  used: boolean;
  /** Every place in the config that names it; edits of the id must change these too. */
  refs: readonly ModelRefUse[];
  /** Served id that differs from `id` in case, a tag or a suffix only; null when there is none or it is served. */
  nearest: string | null;
  deep: DeepFacts | null;
  /** Why no inference was made: after `ref` on the same server hung, or was still refused as busy. */
  unasked?: { ref: string; why: "hung" | "busy" } | undefined;
  /** What --context and --exam measured; absent if they were not requested or were blocked. */
  measured?: Measured | undefined;
}

/** Everything known of one endpoint, gathered once and shared by all checks. */
export interface EndpointFacts extends Products {
  provider: ProviderView | null;
  baseUrl: string;
  state: ServerState;
  models: ModelFacts[];
  /** The source of the key that was sent, never the key itself. "missing-env": the variable is not set here. */
  key: { source: "none" | "config" | "env" | "missing-env" | "unreadable"; name: string | null };
  /** What the config adds to each request, without the values. */
  sent?: SentFacts | undefined;
  /** How it can be reached from this machine; absent if not checked. */
  reach?: ReachFacts | null | undefined;
}

/** What a provider's `headers` and `request` add to its requests. */
export interface SentFacts {
  /** The names of the headers, as written. */
  headers: readonly string[];
  /** The settings of `request.tls` that are used. */
  tls: readonly string[];
  /** True: `request.tls.ca` is not the text of a certificate. */
  caIsNoPem: boolean;
  unresolved: readonly Unresolved[];
  /** OpenClaw drops the Authorization header of the config, because the provider has no key. */
  dropsAuthorization: boolean;
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

/** A request to the same host and port with http instead of https, or the reverse. */
export interface SchemeTry {
  baseUrl: string;
  /** What it shows: a model server, some other answer, or (for https) a certificate that is not trusted. */
  shows: "model-server" | "answer" | "untrusted";
  /** The code of the certificate's fault. */
  code: string | null;
}

/** A request through a proxy that the environment asks for. */
export interface ProxyTry {
  /** The variable that names the proxy. */
  variable: string;
  /** Whose environment it is in. */
  where: "shell" | "service";
  answers: boolean;
  /** The reply or error that came instead of an answer. */
  said: string;
}

/** How an endpoint can be reached from here. */
export interface ReachFacts {
  container: string | null;
  wsl: 1 | 2 | null;
  /** "nat" or "mirrored"; null: unknown. */
  wslNetworking: string | null;
  /** Empty while the address itself answers. */
  others: OtherWay[];
  /** The same address with the other scheme; absent if it was not tried. */
  otherScheme?: SchemeTry | null | undefined;
  proxies: ProxyTry[];
  /** Whether OpenClaw's service accepts a certificate that this tool does not; null: unknown. */
  ownCertificates?: boolean | null | undefined;
  /** OpenClaw runs as a service here, with an environment of its own. */
  hasService: boolean;
  /** The addresses of a host name; null: not a name, or unknown. */
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

/** The memory of this machine that model servers on it can use. */
export interface MemoryView {
  /** "gpu": GPUs with their own memory; "unified": shared by CPU and GPU; "cpu": no usable GPU. */
  kind: "gpu" | "unified" | "cpu";
  /** All memory of the GPU (without one: of the CPU), in bytes. */
  capacityBytes: number;
  /** That plus system RAM, the limit for any load, in bytes; null: unknown. */
  everythingBytes: number | null;
  /** How much of `capacityBytes` is free now; null: unknown. */
  freeBytes: number | null;
  /** "24.0 GiB of GPU memory (nvidia-smi)". */
  what: string;
  /**
   * The memory that a served model needs here with `contextTokens` and the given KV cache type. Null where that is not
   * known well enough: the server may be on another machine, the model is not in the catalog, or its size is unknown.
   */
  load(place: Place, model: ServedAs, contextTokens: number, cache: "f16" | "q8_0"): ModelLoad | null;
  /** Whether this machine has a GPU for the server at a place; null: the server may be on another machine. */
  hasGpuFor(place: Place): boolean | null;
  /** The largest context with a 16-bit KV cache that leaves the system its share, in tokens; null: unknown, or none. */
  largestContext(place: Place, model: ServedAs): number | null;
  /** Whether so many bytes leave the system its share. */
  fits(bytes: number): boolean;
}
