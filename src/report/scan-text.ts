import { portOf } from "../core/address.ts";
import type { JsonObject } from "../core/json.ts";
import type { ServerModel, ServerState } from "../servers/types.ts";
import type { Style } from "../ui/color.ts";
import { table } from "../ui/table.ts";
import { oneLine } from "./parts/safe.ts";
import { figure } from "./parts/words.ts";

/** A tried address and its outcome. */
export interface TriedUrl {
  url: string;
  outcome: string;
}

/**
 * The servers with tables of their models; the tried addresses if there are none, or with --verbose, and always those
 * that take connections without a word: they may be busy servers.
 */
export function scanText(
  servers: readonly ServerState[],
  tried: readonly TriedUrl[],
  style: Style,
  options: { verbose?: boolean } = {},
): string {
  const blocks = servers.map((server) => serverLines(server, style));
  const silent = tried.filter(({ outcome }) => outcome.startsWith("silent: "));
  const isLate = tried.some(({ outcome }) => /^(?:silent|timeout): /.test(outcome));
  if (servers.length === 0) blocks.push([`No model server answers${isLate ? " in time" : ""}.`]);
  const all = servers.length === 0 || options.verbose === true;
  blocks.push(triedLines(all ? tried : silent, style));
  if (silent.length > 0)
    blocks.push(["What says nothing may be a busy server: give it more time with --timeout 30s"]);
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function serverLines(server: ServerState, style: Style): string[] {
  const product = server.product ?? "not recognized";
  const version = server.version === null ? "" : ` ${server.version}`;
  const head = `${style.bold(oneLine(product + version))}  ${oneLine(server.baseUrl)}`;
  const state = server.status === "ready" ? "" : `  ${style.yellow(oneLine(server.detail))}`;
  const auth = { none: "", required: "  requires a key", rejected: "  rejects the key" }[server.auth];
  const lines = [`${head}${style.yellow(auth)}${state}`];
  if (server.suggestedBaseUrl !== null) {
    lines.push(`  ${style.green("fix:")} use ${oneLine(server.suggestedBaseUrl)}`);
  }
  if (server.models.length > 0) return [...lines, ...modelTable(server.models, style)];
  return server.status === "ready" ? [...lines, style.dim("  no models")] : lines;
}

function modelTable(models: readonly ServerModel[], style: Style): string[] {
  const head = ["model", "type", "loaded", "context", "trained for", "can"].map((cell) => style.dim(cell));
  const rows = models.map((m) => [
    oneLine(m.id),
    m.type,
    loadedText(m),
    figure(m.contextAllocated.value),
    figure(m.contextTrained.value),
    abilities(m),
  ]);
  return table([head, ...rows], { indent: "  ", right: [3, 4] });
}

function loadedText(model: ServerModel): string {
  if (model.loading) return "loading";
  if (model.loaded === null) return "unknown";
  return model.loaded ? "yes" : "no";
}

function abilities(model: ServerModel): string {
  const { tools, vision, reasoning } = model.capabilities;
  const abilities = Object.entries({ tools, vision, reasoning });
  return abilities.flatMap(([name, has]) => (has === true ? [name] : [])).join(", ");
}

function triedLines(tried: readonly TriedUrl[], style: Style): string[] {
  if (tried.length === 0) return [];
  const rows = tried.map((t) => [oneLine(t.url), style.dim(oneLine(t.outcome))]);
  return [
    `${tried.length} ${tried.length === 1 ? "address" : "addresses"} tried:`,
    ...table(rows, { indent: "  " }),
  ];
}

/** The JSON of `scan` according to the contract. */
export function toScanJson(servers: readonly ServerState[], tried: readonly TriedUrl[]): JsonObject {
  return {
    schemaVersion: 1,
    servers: servers.map((server) => ({
      baseUrl: server.baseUrl,
      port: portOf(server.baseUrl),
      kind: server.kind,
      version: server.version,
      auth: server.auth,
      models: server.models.map((m) => ({
        id: m.id,
        type: m.type,
        loaded: m.loaded,
        contextAllocated: m.contextAllocated.value,
        contextTrained: m.contextTrained.value,
        capabilities: {
          tools: m.capabilities.tools,
          vision: m.capabilities.vision,
          reasoning: m.capabilities.reasoning,
        },
      })),
    })),
    tried: tried.map(({ url, outcome }) => ({ url, outcome })),
  };
}
