import type { ByServer, Helps, Sample } from "../../checks/helps.ts";
import type { Remedy } from "../../report/explain.ts";
import { ADAPTERS, type ServerKind } from "../../servers/registry.ts";
import { makeModel } from "../../servers/shared/rows.ts";
import type { ServerAdapter } from "../../servers/types.ts";

/** The remedies of a check, the products first; those with the same text share one. */
export function remediesOf(helps: Helps | string | undefined, platform: NodeJS.Platform): Remedy[] {
  if (helps === undefined) return [];
  if (typeof helps === "string") return [{ for: "", text: helps }];
  if ("always" in helps) return byPlace(helps.always);
  return [...byServer(helps.byServer, platform), ...byPlace(helps.also ?? {})];
}

function byPlace(places: Readonly<Record<string, string>>): Remedy[] {
  return Object.entries(places).map(([place, text]) => ({ for: place, text }));
}

function byServer(texts: ByServer, platform: NodeJS.Platform): Remedy[] {
  const labels = new Map<string, string[]>();
  for (const server of ADAPTERS) {
    const help = texts[server.kind] === undefined ? texts["openai-compatible"] : texts[server.kind];
    const text = typeof help === "function" ? help(sampleOf(server, platform)) : help;
    if (text === null || text === undefined) continue;
    labels.set(text, [...(labels.get(text) ?? []), labelOf(server)]);
  }
  return [...labels].map(([text, names]) => ({ for: names.join(", "), text }));
}

function labelOf({ kind, label }: ServerAdapter<ServerKind>): string {
  return kind === "openai-compatible" ? "other servers" : label;
}

/** The product at its default port, as far as a command shows it. */
function sampleOf(server: ServerAdapter<ServerKind>, platform: NodeJS.Platform): Sample {
  const origin = `http://127.0.0.1:${server.defaultPorts.at(-1)}`;
  const model = makeModel("MODEL", { instances: [{ id: "MODEL", context: null }] });
  return {
    server,
    model,
    platform,
    state: {
      kind: server.kind,
      baseUrl: `${origin}/v1`,
      origin,
      status: "ready",
      detail: "",
      product: server.label,
      version: null,
      evidence: "",
      auth: "none",
      models: [model],
      responsesApi: null,
      traits: [],
      suggestedBaseUrl: null,
      requests: [],
      ms: 0,
    },
  };
}
