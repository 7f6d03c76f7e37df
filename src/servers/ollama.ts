import { asCount, asString, getIn, getKey, type Json } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { commandLine, withEnv } from "../core/shell.ts";
import { defineServer } from "./shared/adapter.ts";
import { bindOf } from "./shared/bind.ts";
import type { ModelType, ServerClient, ServerFacts, ServerModel } from "./shared/facts.ts";
import {
  cleanString,
  countAt,
  listRows,
  makeModel,
  okJson,
  rowId,
  typeFromId,
  versionAtLeast,
} from "./shared/rows.ts";

const PORT = 11434;
/** It cannot pull a file that is split, and files above this are. */
const MAX_PULL_BYTES = 48e9;
/**
 * POST /api/show is asked of at most so many models: of those whose capabilities the list does not tell (before 0.30), and
 * of those that are not in memory, whose Modelfile may fix the context.
 */
const MAX_SHOW = 12;

/** Ollama. Its look-alikes claim other owners in /v1/models, or fail the confirmation by /api/version and /api/ps. */
export const ollama = defineServer({
  kind: "ollama",
  label: "Ollama",
  defaultPorts: [PORT],
  provider: { keyEnv: "OLLAMA_API_KEY", placeholderKey: "ollama", api: "ollama", contextField: "num_ctx" },
  quirks: ["no-keys", "size-includes-cache", "own-tool-parser"],
  runnable: [
    { words: ["ollama", "pull"], minutes: 120 },
    { words: ["ollama", "stop"], minutes: 1 },
  ],
  hints: {
    askForContext: "run one message, then look at CONTEXT in `ollama ps`",
    raiseContext: "give the model more context: OLLAMA_CONTEXT_LENGTH, or num_ctx in its Modelfile",
    closeToNetwork: "start Ollama with OLLAMA_HOST=127.0.0.1, or keep the port behind a firewall",
  },

  recognise({ models }) {
    const rows = listRows(models);
    if (rows === null) return { score: 0, evidence: "" };
    // an empty list is written as null; only the confirmation can tell
    if (rows.length === 0) return { score: 1, evidence: "GET /v1/models → an empty list" };
    const evidence = "GET /v1/models → owned_by of Ollama's library";
    return rows.every(isOllamaRow) ? { score: 2, evidence } : { score: 0, evidence: "" };
  },

  async inspect(client, replies) {
    const version = cleanString(getKey(okJson(await client.get("/api/version")), "version"), 40) ?? null;
    if (version === null) return null;
    const running = getKey(okJson(await client.get("/api/ps")), "models");
    const tags = getKey(okJson(await client.get("/api/tags")), "models");
    if (!Array.isArray(running) || !Array.isArray(tags)) return null;
    // KoboldCpp pretends to be Ollama 0.7.0, Docker's runner to be 0.1.0; with an empty list only this tells
    const empty = (listRows(replies.models) ?? []).length === 0;
    if (empty && (version === "0.7.0" || version === "0.1.0")) return null;
    const shown = await showAll(client, tags, running);
    return {
      product: "Ollama",
      version,
      models: tags.map((row) => readModel(row, running, shown)).filter((model) => model.id !== ""),
      responsesApi: versionAtLeast(version, "0.13.3"),
      traits: ["truncates-silently"],
    };
  },

  startCommands({ model, context, port, platform }) {
    const env = serveEnv(context, { host: "127.0.0.1", port: port ?? PORT });
    return [withEnv(env, "ollama serve", platform), ...(model === null ? [] : pullCommands(model, platform))];
  },

  pullCommands,

  loadCommands: (_model, context, platform) => [
    withEnv({ OLLAMA_CONTEXT_LENGTH: context }, "ollama serve", platform),
  ],

  contextCommands: (_model, context, state, platform) =>
    restart({ OLLAMA_CONTEXT_LENGTH: context }, state, platform),

  // halves the cache of the context (Ollama's FAQ)
  cacheCommands: (state, platform) =>
    restart({ OLLAMA_FLASH_ATTENTION: 1, OLLAMA_KV_CACHE_TYPE: "q8_0" }, state, platform),

  toolsHint: (model, platform) => ({
    hint: "use a model for which `ollama show` lists the capability tools",
    commands: [commandLine(platform, "ollama", "show", model)],
  }),

  serve: {
    format: "gguf",
    command({ model, quant, context, kvType, pool: { platform } }) {
      // the library name brings Ollama's own default quantization
      const ownName = quant.name === "Q4_K_M" || quant.name === "MXFP4" ? model.ollama : null;
      const small = quant.bytes !== null && quant.bytes <= MAX_PULL_BYTES;
      const source = ownName ?? (model.gguf && small ? `hf.co/${model.gguf.repo}:${quant.name}` : null);
      if (source === null) return null;
      const env = {
        OLLAMA_CONTEXT_LENGTH: context,
        OLLAMA_NUM_PARALLEL: 1,
        OLLAMA_KEEP_ALIVE: -1,
        ...(kvType === "f16" ? {} : { OLLAMA_FLASH_ATTENTION: 1, OLLAMA_KV_CACHE_TYPE: kvType }),
      };
      const then = pullCommands(source, platform).join();
      return `${withEnv(env, "ollama serve", platform)}   # then, in another terminal: ${then}`;
    },
  },
});

function pullCommands(model: string, platform: string): string[] {
  return [commandLine(platform, "ollama", "pull", model)];
}

/**
 * Starts a running Ollama again with further variables. On its own port it is what the installer made: a systemd
 * service, or the app of macOS or Windows, which a second `ollama serve` would only collide with. On another port
 * somebody started it by hand.
 */
function restart(
  env: Record<string, string | number>,
  state: Pick<ServerFacts, "baseUrl">,
  platform: NodeJS.Platform,
): string[] {
  const bind = bindOf(state, PORT);
  if (bind.port !== PORT) return [withEnv({ ...env, ...serveEnv(null, bind) }, "ollama serve", platform)];
  const entries = Object.entries(env).map(([name, value]) => [name, String(value)] as const);
  if (platform === "win32") {
    return [
      ...entries.map(([name, value]) => commandLine(platform, "setx", name, value)),
      `${entries.map(([name, value]) => `$env:${name} = '${value}'; `).join("")}Stop-Process -Name 'ollama app', 'ollama'; Start-Process "$env:LOCALAPPDATA\\Programs\\Ollama\\ollama app.exe"`,
    ];
  }
  if (platform === "darwin") {
    const sets = entries.map(([name, value]) => commandLine(platform, "launchctl", "setenv", name, value));
    return [...sets, `osascript -e 'quit app "Ollama"'`, "open -a Ollama"];
  }
  const lines = entries.map(([name, value]) => `Environment="${name}=${value}"\\n`).join("");
  // a file for each purpose, so that one does not undo another
  const file = `openclaw-local-${(entries[0]?.[0] ?? "").replace("OLLAMA_", "").toLowerCase().replaceAll("_", "-")}.conf`;
  return [
    "sudo mkdir -p /etc/systemd/system/ollama.service.d",
    `printf '[Service]\\n${lines}' | sudo tee /etc/systemd/system/ollama.service.d/${file}`,
    "sudo systemctl daemon-reload && sudo systemctl restart ollama",
  ];
}

function serveEnv(
  context: number | null,
  bind: { host: string; port: number },
): Record<string, string | number> {
  const standard = bind.host === "127.0.0.1" && bind.port === PORT;
  return {
    ...(context === null ? {} : { OLLAMA_CONTEXT_LENGTH: context }),
    ...(standard ? {} : { OLLAMA_HOST: `${bind.host}:${bind.port}` }),
  };
}

/** `library` for its own models, the user's name for theirs; ids carry a tag. */
function isOllamaRow(row: Json): boolean {
  const owner = asString(getKey(row, "owned_by"));
  const id = rowId(row);
  if (owner === "library") return true;
  return owner !== undefined && /:[^/]+$/.test(id) && id.startsWith(`${owner}/`);
}

async function showAll(
  client: ServerClient,
  tags: readonly Json[],
  running: readonly Json[],
): Promise<Map<string, Json>> {
  const isTold = (row: Json, name: string) =>
    Array.isArray(getKey(row, "capabilities")) && (isRemote(row, name) || isRunning(running, name));
  const names = tags
    .map((row) => ({ row, name: nameOf(row) }))
    .filter(({ row, name }) => name !== "" && !isTold(row, name))
    .map(({ name }) => name)
    .slice(0, MAX_SHOW);
  const replies = await Promise.all(names.map((name) => client.post("/api/show", { model: name })));
  const shown = new Map<string, Json>();
  for (const [index, reply] of replies.entries()) {
    const body = okJson(reply);
    const name = names[index];
    if (body !== undefined && name !== undefined) shown.set(name, body);
  }
  return shown;
}

function nameOf(row: Json): string {
  return asString(getKey(row, "model")) ?? asString(getKey(row, "name")) ?? "";
}

function isCalled(row: Json, name: string): boolean {
  return getKey(row, "model") === name || getKey(row, "name") === name;
}

function isRunning(running: readonly Json[], name: string): boolean {
  return running.some((one) => isCalled(one, name));
}

function readModel(row: Json, running: readonly Json[], shown: ReadonlyMap<string, Json>): ServerModel {
  const name = nameOf(row);
  const show = shown.get(name);
  const loaded = running.find((one) => isCalled(one, name));
  const told = getKey(row, "capabilities") ?? getKey(show, "capabilities");
  const capabilities = Array.isArray(told) ? told : null;
  const has = (capability: string) => (capabilities === null ? null : capabilities.includes(capability));
  const remote = isRemote(row, name);
  const id = cleanString(name) ?? "";
  return makeModel(id, {
    // a name without a tag means :latest
    aliases: id.endsWith(":latest") ? [id.slice(0, -":latest".length)] : [],
    type: typeOf(capabilities, id),
    loaded: remote ? null : loaded !== undefined,
    contextAllocated: allocated(loaded, show, remote),
    contextTrained: trained(row, show),
    capabilities: { tools: has("tools"), vision: has("vision"), reasoning: has("thinking") },
    quantization: cleanString(getIn(row, ["details", "quantization_level"]), 40)?.toLowerCase() ?? null,
    sizeBytes: asCount(getKey(loaded, "size")) ?? asCount(getKey(row, "size")) ?? null,
    gpuBytes: loaded === undefined ? null : gpuBytes(loaded),
    billions: parametersOf(asString(getIn(row, ["details", "parameter_size"]))),
    remote,
  });
}

/** "9.0B", "494.03M". */
function parametersOf(text: string | undefined): number | null {
  const [, figure, unit] = /^(\d+(?:\.\d+)?)\s?([BM])$/i.exec(text ?? "") ?? [];
  return figure === undefined ? null : Number(figure) / (unit?.toUpperCase() === "M" ? 1_000 : 1);
}

/** 0 is a figure here: everything is on the CPU. */
function gpuBytes(loaded: Json): number | null {
  return getKey(loaded, "size_vram") === 0 ? 0 : countAt(loaded, ["size_vram"]);
}

function isRemote(row: Json, name: string): boolean {
  const host = asString(getKey(row, "remote_host")) ?? asString(getKey(row, "remote_model"));
  return host !== undefined || /[:-]cloud$/.test(name);
}

function typeOf(capabilities: readonly Json[] | null, id: string): ModelType {
  if (capabilities === null) return typeFromId(id);
  if (!capabilities.includes("completion")) return capabilities.includes("embedding") ? "embedding" : "other";
  return capabilities.includes("vision") ? "vlm" : "llm";
}

function allocated(loaded: Json | undefined, show: Json | undefined, remote: boolean): Known<number> {
  const live = asCount(getKey(loaded, "context_length"));
  if (live !== undefined) return known(live, "GET /api/ps (context_length)");
  const fixed = /^\s*num_ctx\s+(\d+)/m.exec(asString(getKey(show, "parameters")) ?? "")?.[1];
  if (fixed !== undefined) return known(Number(fixed), "POST /api/show (num_ctx)", "medium");
  if (remote) return unknown("a cloud model: nothing is allocated here");
  return unknown(
    loaded === undefined
      ? "not loaded: Ollama chooses the context when it loads the model"
      : "GET /api/ps does not tell it (before 0.10)",
  );
}

function trained(row: Json, show: Json | undefined): Known<number> {
  const listed = countAt(row, ["details", "context_length"]);
  if (listed !== null) return known(listed, "GET /api/tags (context_length)");
  const info = getKey(show, "model_info");
  const architecture = asString(getKey(info, "general.architecture"));
  const size =
    architecture === undefined ? undefined : asCount(getKey(info, `${architecture}.context_length`));
  return size === undefined
    ? unknown("neither /api/tags nor /api/show tells it")
    : known(size, "POST /api/show (context_length)");
}
