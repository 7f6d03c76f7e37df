import { portOf, trimSlashes } from "../core/address.ts";
import { UserError } from "../core/errors.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import type { ConfigView, ProviderView } from "../openclaw/types.ts";
import { adapterOf } from "../servers/registry.ts";
import type { ServerKind } from "../servers/types.ts";
import { type Choice, chosen, type InitApi } from "./types.ts";

/** True when two base URLs reach the same server. All loopback names are the same, and so are `…`, `…/` and `…/v1`. */
export function sameEndpoint(a: string, b: string): boolean {
  const x = endpointKey(a);
  return x !== null && x === endpointKey(b);
}

type ChosenProvider = { id: string; existing: ProviderView | null };

function endpointKey(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, pathname } = new URL(url);
  const host = classifyUrl(url) === "loopback" ? "loopback" : hostname;
  return `${protocol}//${host}:${portOf(url)}${trimSlashes(pathname).replace(/\/(api\/)?v\d+$/, "")}`;
}

/** The entry under models.providers to set up: an existing one for this server, or a free id. */
export function chooseProvider(input: {
  view: ConfigView;
  baseUrl: string;
  kind: ServerKind;
  wantedId: string | null;
}): Choice<ChosenProvider> {
  const { providers } = input.view;
  const same = providers.filter((p) => p.baseUrl !== null && sameEndpoint(p.baseUrl, input.baseUrl));
  if (input.wantedId !== null) return wanted(input.wantedId, providers, same);
  const [first] = same;
  if (first !== undefined) {
    const why = `the config's provider "${first.id}" already points to this server`;
    return chosen({ id: first.id, existing: first }, why);
  }
  const base = adapterOf(input.kind).provider.id;
  const holder = providers.find((p) => p.id === base);
  if (holder === undefined) return chosen({ id: base, existing: null }, "named after the product");
  let number = 2;
  while (providers.some((p) => p.id === `${base}-${number}`)) number += 1;
  const note = `the provider id "${base}" belongs to ${holder.baseUrl ?? "another entry"}; --provider-id ${base} would point it here instead`;
  return chosen({ id: `${base}-${number}`, existing: null }, `"${base}" is taken`, note);
}

function wanted(
  id: string,
  providers: readonly ProviderView[],
  same: readonly ProviderView[],
): Choice<ChosenProvider> {
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(id)) {
    throw new UserError(`--provider-id ${JSON.stringify(id)} is not usable in model refs`, {
      hint: "lower-case letters, digits, dots, dashes and underscores only",
    });
  }
  const notes = same
    .filter((p) => p.id !== id)
    .map((p) => `the provider "${p.id}" points to the same server; it is left as it is`);
  return chosen({ id, existing: providers.find((p) => p.id === id) ?? null }, "--provider-id", ...notes);
}

/**
 * The base URL that OpenClaw needs for an API. Ollama's native API has no /v1. OpenClaw's request guard refuses 0.0.0.0,
 * so it becomes 127.0.0.1.
 */
export function baseUrlFor(baseUrl: string, api: InitApi, kind: ServerKind): string {
  let url = trimSlashes(baseUrl);
  if (classifyUrl(url) === "unspecified")
    url = url.replace("//0.0.0.0", "//127.0.0.1").replace("//[::]", "//[::1]");
  if (api === "ollama") return url.replace(/\/v1$/, "");
  return adapterOf(kind).provider.api === "ollama" && !/\/v1$/.test(url) ? `${url}/v1` : url;
}
