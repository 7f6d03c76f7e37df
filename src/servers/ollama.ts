import { asString, getIn, getKey, type Json } from "../core/json.ts";
import { type Known, known, unknown } from "../core/known.ts";
import { commandLine, withEnv } from "../core/shell.ts";
import { defineServer } from "./shared/adapter.ts";
import { type Bind, bindOf, LOOPBACK } from "./shared/bind.ts";
import type { ModelType, ServerClient, ServerFacts, ServerModel } from "./shared/facts.ts";
import { ollamaImage, ollamaLoading, ollamaStarting, pullName } from "./shared/ollama-start.ts";
import { listRows, okJson, rowsOf, versionAtLeast, versionIn } from "./shared/replies.ts";
import { countAt, holds, makeModel, quantAt, reported, rowId, typeFromId } from "./shared/rows.ts";

const PORT = 11434;
/**
 * POST /api/show is sent for at most this many models: those whose capabilities the list lacks (before 0.30), and those
 * that are not loaded, whose Modelfile may set the context.
 */
const MAX_SHOW = 12;
/** Ollama finds a call by the first text in the block of its template that writes calls. */
const TEMPLATE_HINT =
  "pull the model again for its newest template, or take another build of it: Ollama offers it tools, but does not recognize its calls by this template (Ollama looks for the first text inside {{ if .ToolCalls }})";

/** Ollama. Imitations have other owners in /v1/models, or lack /api/version or /api/ps. */
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
    closeToNetwork:
      "start Ollama with OLLAMA_HOST=127.0.0.1 (with :PORT where that is not 11434), or keep the port behind a firewall",
  },

  recognize({ models }) {
    const rows = listRows(models);
    // an empty list may be any product's; inspect decides
    if (rows?.length === 0) return [1, "GET /v1/models → an empty list"];
    return rows?.every(isOllamaRow) ? [2, "GET /v1/models → owned_by of Ollama's library"] : null;
  },

  async inspect(client, replies) {
    const version = versionIn(await client.get("/api/version"));
    if (version === null) return null;
    const running = getKey(okJson(await client.get("/api/ps")), "models");
    const tags = getKey(okJson(await client.get("/api/tags")), "models");
    if (!Array.isArray(running) || !Array.isArray(tags)) return null;
    // KoboldCpp pretends to be Ollama 0.7.0, Docker's runner to be 0.1.0; an empty list shows nothing else
    const empty = rowsOf(replies.models).length === 0;
    if (empty && (version === "0.7.0" || version === "0.1.0")) return null;
    const shown = await showAll(client, tags, running);
    return {
      product: "Ollama",
      version,
      models: tags.map((row) => readModel(row, running, shown)).filter(({ id }) => id !== ""),
      responsesApi: versionAtLeast(version, "0.13.3"),
      traits: ["truncates-silently"],
    };
  },

  startCommands: ({ context, port, platform }) => [
    withEnv(serveEnv(context, { host: LOOPBACK, port: port ?? PORT }), "ollama serve", platform),
  ],

  pullCommands: (model, platform, state) => [ask(["pull", model], platform, state)],

  contextCommands: (_model, context, state, platform) =>
    restart({ OLLAMA_CONTEXT_LENGTH: context }, state, platform),

  // halves the KV cache (Ollama's FAQ)
  cacheCommands: (state, platform) =>
    restart({ OLLAMA_FLASH_ATTENTION: 1, OLLAMA_KV_CACHE_TYPE: "q8_0" }, state, platform),

  toolsHint(model, platform, _text, state) {
    const served = state?.models.find(({ id, aliases }) => id === model || aliases.includes(model));
    return served?.capabilities.tools === true
      ? { hint: TEMPLATE_HINT, commands: [ask(["show", "--template", model], platform, state)] }
      : {
          hint: "use a model for which `ollama show` lists the capability tools",
          commands: [ask(["show", model], platform, state)],
        };
  },

  loading: ollamaLoading,
  starting: ollamaStarting,
  image: ollamaImage,

  serve: {
    format: "gguf",
    command({ model, quant, context, kvType, experts, pool: { platform } }) {
      // it passes LLAMA_ARG_CPU_MOE on, which is for all blocks (ollama/ollama#11772)
      if (experts?.allFit === false) return null;
      const source = pullName({ model, quant });
      if (source === null) return null;
      const env = {
        OLLAMA_CONTEXT_LENGTH: context,
        OLLAMA_NUM_PARALLEL: 1,
        OLLAMA_KEEP_ALIVE: -1,
        ...(kvType === "f16" ? {} : { OLLAMA_FLASH_ATTENTION: 1, OLLAMA_KV_CACHE_TYPE: kvType }),
        ...(experts ? { LLAMA_ARG_CPU_MOE: 1 } : {}),
      };
      const then = commandLine(platform, "ollama", "pull", source);
      const start = withEnv(env, "ollama serve", platform);
      // without num_gpu it moves whole layers instead, attention included
      return experts
        ? `${start}   # 0.30 or later, for all of its models; then, in another terminal: ${then}; and "PARAMETER num_gpu 99" in its Modelfile`
        : `${start}   # then, in another terminal: ${then}`;
    },
  },
});

/** A command that asks the running server, wherever it listens. */
function ask(args: readonly string[], platform: string, state?: Pick<ServerFacts, "baseUrl">): string {
  const command = commandLine(platform, "ollama", ...args);
  if (state === undefined || !URL.canParse(state.baseUrl)) return command;
  const { host, port } = bindOf(state, PORT);
  if (host === LOOPBACK && port === PORT) return command;
  const { protocol, hostname } = new URL(state.baseUrl);
  const address = `${protocol === "https:" ? "https://" : ""}${host === LOOPBACK ? host : hostname}:${port}`;
  return withEnv({ OLLAMA_HOST: address }, command, platform);
}

/**
 * Restarts Ollama with further variables. What its installer made keeps its other settings: a systemd service, or the app
 * of macOS or Windows, with which a second `ollama serve` would collide. One that was started by hand gets all that is
 * known of it.
 */
function restart(
  env: Record<string, string | number>,
  state: Pick<ServerFacts, "baseUrl" | "models" | "installed">,
  platform: NodeJS.Platform,
): string[] {
  const bind = bindOf(state, PORT);
  const byHand = `${withEnv({ ...keptEnv(state), ...env, ...serveEnv(null, bind) }, "ollama serve", platform)}   # once the running one is stopped`;
  const { installed } = state;
  if (installed === false || (installed === undefined && bind.port !== PORT)) return [byHand];
  const entries = Object.entries(env);
  if (platform === "win32") {
    const app =
      "Stop-Process -Name 'ollama app', 'ollama'; Start-Process \"$env:LOCALAPPDATA\\Programs\\Ollama\\ollama app.exe\"";
    const sets = entries.map(([name, value]) => commandLine(platform, "setx", name, value));
    return [...sets, withEnv(env, app, platform)];
  }
  if (platform === "darwin") {
    const sets = entries.map(([name, value]) => commandLine(platform, "launchctl", "setenv", name, value));
    return [...sets, `osascript -e 'quit app "Ollama"'`, "open -a Ollama"];
  }
  const lines = entries.map(([name, value]) => `Environment="${name}=${value}"\\n`).join("");
  // a file for each purpose, so that one does not undo another; the last in the alphabet wins, after override.conf
  const purpose = (entries[0]?.[0] ?? "").replace("OLLAMA_", "").toLowerCase().replaceAll("_", "-");
  const folder = "/etc/systemd/system/ollama.service.d";
  const again = "sudo systemctl daemon-reload && sudo systemctl restart ollama";
  return [
    `sudo mkdir -p ${folder}`,
    `printf '[Service]\\n${lines}' | sudo tee ${folder}/zz-openclaw-local-${purpose}.conf`,
    installed === true
      ? again
      : `${again}   # if it is no service there, instead of all this: ${byHand.replace("   # ", ", ")}`,
  ];
}

/** What a restart must not lose, as far as a running Ollama tells it: the context that it gives its models. */
function keptEnv({ models }: Pick<ServerFacts, "models">): Record<string, number> {
  const sizes = models.flatMap((one) => (one.loaded === true ? [one.contextAllocated.value ?? 0] : []));
  const most = Math.max(0, ...sizes);
  return most > 0 ? { OLLAMA_CONTEXT_LENGTH: most } : {};
}

function serveEnv(context: number | null, bind: Bind): Record<string, string | number> {
  const standard = bind.host === LOOPBACK && bind.port === PORT;
  return {
    ...(context === null ? {} : { OLLAMA_CONTEXT_LENGTH: context }),
    ...(standard ? {} : { OLLAMA_HOST: `${bind.host}:${bind.port}` }),
  };
}

/** The owner is `library` for Ollama's own models and the user's name for theirs; ids have a tag. */
function isOllamaRow(row: Json): boolean {
  const owner = asString(getKey(row, "owned_by"));
  const id = rowId(row);
  if (owner === "library") return true;
  return owner !== undefined && /:[^/]+$/.test(id) && id.startsWith(`${owner}/`);
}

/** The details of the models that need them, by name. */
async function showAll(
  client: ServerClient,
  tags: readonly Json[],
  running: readonly Json[],
): Promise<Map<string, Json | undefined>> {
  const isComplete = (row: Json, name: string) =>
    Array.isArray(getKey(row, "capabilities")) &&
    (isRemote(row, name) || runningOf(running, name) !== undefined);
  const rows = tags.filter((row) => nameOf(row) !== "" && !isComplete(row, nameOf(row))).slice(0, MAX_SHOW);
  const details = rows.map(async (row): Promise<[string, Json | undefined]> => {
    const model = nameOf(row);
    return [model, okJson(await client.post("/api/show", { model }))];
  });
  return new Map(await Promise.all(details));
}

function nameOf(row: Json): string {
  return asString(getKey(row, "model")) ?? asString(getKey(row, "name")) ?? "";
}

function runningOf(running: readonly Json[], name: string): Json | undefined {
  return running.find((one) => getKey(one, "model") === name || getKey(one, "name") === name);
}

/** The running model with the same weights: both have one runner, and /api/ps names only the one that was asked first. */
function sharedWith(
  row: Json,
  running: readonly Json[],
  shown: ReadonlyMap<string, Json | undefined>,
): Json | undefined {
  const digest = asString(getKey(row, "digest"));
  const weights = (name: string) =>
    /^FROM (\S*sha256-\w+)/m.exec(asString(getKey(shown.get(name), "modelfile")) ?? "")?.[1];
  const own = weights(nameOf(row));
  return running.find(
    (one) =>
      (digest !== undefined && getKey(one, "digest") === digest) ||
      (own !== undefined && weights(nameOf(one)) === own),
  );
}

function readModel(
  row: Json,
  running: readonly Json[],
  shown: ReadonlyMap<string, Json | undefined>,
): ServerModel {
  const name = nameOf(row);
  const show = shown.get(name);
  const loaded = runningOf(running, name) ?? sharedWith(row, running, shown);
  const capabilities = getKey(row, "capabilities") ?? getKey(show, "capabilities");
  const has = (capability: string) => holds(capabilities, capability);
  const remote = isRemote(row, name);
  return makeModel(name, {
    // a name without a tag means :latest
    aliases: name.endsWith(":latest") ? [name.slice(0, -":latest".length)] : [],
    type: typeOf(has, name),
    loaded: remote ? null : loaded !== undefined,
    contextAllocated: allocated(loaded, show, remote),
    contextTrained: trained(row, show),
    capabilities: { tools: has("tools"), vision: has("vision"), reasoning: has("thinking") },
    quantization: quantAt(row, ["details", "quantization_level"]),
    sizeBytes: countAt(loaded, ["size"]) ?? countAt(row, ["size"]),
    // 0 is a figure here: everything is on the CPU
    gpuBytes: getKey(loaded, "size_vram") === 0 ? 0 : countAt(loaded, ["size_vram"]),
    billions: parametersOf(asString(getIn(row, ["details", "parameter_size"]))),
    remote,
  });
}

/** "9.0B", "494.03M". */
function parametersOf(text: string | undefined): number | null {
  const [, figure, unit] = /^(\d+(?:\.\d+)?)\s?([BM])$/i.exec(text ?? "") ?? [];
  return figure === undefined ? null : Number(figure) / (unit?.toUpperCase() === "M" ? 1_000 : 1);
}

function isRemote(row: Json, name: string): boolean {
  const host = asString(getKey(row, "remote_host")) ?? asString(getKey(row, "remote_model"));
  return host !== undefined || /[:-]cloud$/.test(name);
}

function typeOf(has: (capability: string) => boolean | null, id: string): ModelType {
  if (has("completion") === null) return typeFromId(id);
  if (!has("completion")) return has("embedding") ? "embedding" : "other";
  return has("vision") ? "vlm" : "llm";
}

function allocated(loaded: Json | undefined, show: Json | undefined, remote: boolean): Known<number> {
  const live = countAt(loaded, ["context_length"]);
  if (live !== null) return known(live, "GET /api/ps (context_length)");
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
  const size = countAt(info, [`${asString(getKey(info, "general.architecture"))}.context_length`]);
  return reported(size, "POST /api/show (context_length)", "neither /api/tags nor /api/show tells it");
}
