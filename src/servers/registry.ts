import { portOf } from "../core/address.ts";
import { litellm } from "./litellm.ts";
import { llamacpp } from "./llamacpp.ts";
import { lmstudio } from "./lmstudio.ts";
import { mlx } from "./mlx.ts";
import { ollama } from "./ollama.ts";
import { compatibleAs, openaiCompatible } from "./openai-compatible.ts";
import { sglang } from "./sglang.ts";
import type { ServerAdapter } from "./shared/adapter.ts";
import type { ServerFacts } from "./shared/facts.ts";
import { vllm } from "./vllm.ts";

/** Every product with an adapter. The order is that of a scan, and decides between equally certain adapters. @internal */
export const SERVERS = {
  lmstudio,
  vllm,
  llamacpp,
  ollama,
  litellm,
  sglang,
  mlx,
  "openai-compatible": openaiCompatible,
} satisfies Record<string, ServerAdapter>;

/** "openai-compatible": answers like one; the product is unknown or has no adapter. */
export type ServerKind = keyof typeof SERVERS;

const GENERIC = "openai-compatible";

/** The adapters in the order of SERVERS. */
export const ADAPTERS: readonly ServerAdapter<ServerKind>[] = Object.values(SERVERS);

/** The adapter of a kind; the generic one when the kind is unknown. */
export function adapterOf(kind: ServerKind | null): ServerAdapter<ServerKind> {
  return SERVERS[kind ?? GENERIC];
}

/** The adapter of what answered; a product without one adds what is known of it to the generic one. */
export function adapterAt({ kind, product }: Pick<ServerFacts, "product"> & { kind: ServerKind | null }) {
  return kind === null || kind === GENERIC ? compatibleAs(product) : adapterOf(kind);
}

const NAMED_ADAPTERS = ADAPTERS.filter((one) => one.kind !== GENERIC);

/** The adapter of a known product; null when only the API is known. */
export function namedAdapter(kind: ServerKind | null): ServerAdapter<ServerKind> | null {
  return kind === null || kind === GENERIC ? null : SERVERS[kind];
}

/** The products that concern an address. */
export interface Products {
  /** The product that answered; the generic one when it was not recognized. */
  server: ServerAdapter;
  /** The product that the provider's id names; null: the user's own name. */
  promised: ServerAdapter | null;
  /** The product that should be there: the promised one, else that with this default port; null: unknown. */
  expected: ServerAdapter | null;
}

/** The products by what answered, by the id of the provider and by the port of its base URL. */
export function productsAt(
  answered: Parameters<typeof adapterAt>[0],
  providerId: string | null,
  baseUrl: string,
): Products {
  const promised = providerId === null ? null : promisedBy(providerId.toLowerCase());
  const port = portOf(baseUrl);
  const byPort = NAMED_ADAPTERS.find((one) => port !== null && one.defaultPorts.includes(port));
  return { server: adapterAt(answered), promised, expected: promised ?? byPort ?? null };
}

function promisedBy(id: string): ServerAdapter | null {
  const promises = ({ kind, provider }: ServerAdapter) =>
    provider.aliases.includes(id) ||
    [kind, provider.id].some((name) => id === name || id.startsWith(`${name}-`));
  return NAMED_ADAPTERS.find(promises) ?? null;
}

/** Where `scan` looks, in the order in which it shows them. Sources: server facts 2.1, measured defaults. */
export const WELL_KNOWN_PORTS: readonly number[] = [...new Set(ADAPTERS.flatMap((one) => one.defaultPorts))];
