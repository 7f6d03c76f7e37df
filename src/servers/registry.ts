import { litellm } from "./litellm.ts";
import { llamacpp } from "./llamacpp.ts";
import { lmstudio } from "./lmstudio.ts";
import { mlx } from "./mlx.ts";
import { ollama } from "./ollama.ts";
import { openaiCompatible } from "./openai-compatible.ts";
import { sglang } from "./sglang.ts";
import type { ServerAdapter } from "./shared/adapter.ts";
import { vllm } from "./vllm.ts";

/** Every product with an adapter. The order is that of a scan, and decides between equally sure adapters. */
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

/** Products with an adapter of their own. "openai-compatible": answers like one, product unknown or without an adapter. */
export type ServerKind = keyof typeof SERVERS;

const GENERIC = "openai-compatible";

/** The adapters, in the order in which they are asked. */
export const ADAPTERS: readonly ServerAdapter<ServerKind>[] = Object.values(SERVERS);

/** The adapter of a kind; the generic one where the kind is not known. */
export function adapterOf(kind: ServerKind | null): ServerAdapter<ServerKind> {
  return SERVERS[kind ?? GENERIC];
}

/** The adapters of products that have one of their own. */
export const NAMED_ADAPTERS = ADAPTERS.filter((one) => one.kind !== GENERIC);

/** The adapter of a product that is known by name; null where only the API is known. */
export function namedAdapter(kind: ServerKind | null): ServerAdapter<ServerKind> | null {
  return kind === null || kind === GENERIC ? null : SERVERS[kind];
}

/** The product that a provider id promises, or null when it is a name of the user's own. */
export function adapterOfProvider(id: string): ServerAdapter<ServerKind> | null {
  const name = id.toLowerCase();
  const promises = ({ kind, provider }: ServerAdapter) =>
    kind === name || provider.aliases.includes(name) || name.startsWith(`${kind}-`);
  return NAMED_ADAPTERS.find(promises) ?? null;
}

/** Where `scan` looks, in the order in which it shows them. Sources: server facts 2.1, measured defaults. */
export const WELL_KNOWN_PORTS: readonly number[] = [...new Set(ADAPTERS.flatMap((one) => one.defaultPorts))];
