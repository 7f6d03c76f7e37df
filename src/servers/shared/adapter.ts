import type { ProbeReplies, ServerClient, ServerFacts, ServerModel, ServerStatus } from "./facts.ts";

interface StartOptions {
  model: string | null;
  /** Tokens. */
  context: number | null;
  port: number | null;
  platform: NodeJS.Platform;
}

/** What a product tells beyond the model list. */
export type ServerDetails = Pick<ServerFacts, "version" | "models" | "responsesApi" | "traits"> & {
  product: string;
  /** Set when the details show that it is not ready after all. */
  status?: ServerStatus;
  detail?: string;
};

/** A recommended model, and the memory that it is to run in: what a start command for it needs to know. */
export interface ServeInput {
  model: {
    id: string;
    gguf: { repo: string } | null;
    /** Names in the products' own libraries. */
    lmstudioKey: string | null;
    ollama: string | null;
    parsers: { tool: string | null; reasoning: string | null };
  };
  quant: { name: string; bytes: number | null; repo: string | null };
  /** Tokens of one sequence. */
  context: number;
  kvType: string;
  needBytes: number;
  pool: {
    platform: string;
    kind: string;
    devices: number;
    gpuTotalBytes: number | null;
    budgetBytes: number | null;
  };
}

/** The advice of checks, as far as it differs by product. Each is a fixHint: it begins with a verb and has no full stop. */
interface ServerHints {
  /** Where the size of a context can be found that the server does not tell. */
  askForContext: string;
  /** A long prompt is cut without an error. */
  raiseContext: string;
  /** Every prompt is read from its start. */
  keepPrompt: string;
  /** Reasoning stands in the answer. */
  separateReasoning: string;
  /** Only reasoning comes, and no answer. */
  answerMissing: string;
  /** Tags of gpt-oss stand in the answer. */
  parseHarmony: string;
  /** The option that takes another chat template, or null. */
  templateOption: string | null;
  /** The stream holds no token counts. */
  countTokens: string;
  /** A request field is refused: how the server is told to ignore it. Null: only the config can leave it out. */
  ignoreFields: string | null;
  /** Listens on every interface, without a key. */
  closeToNetwork: string;
}

const GENERIC_HINTS: ServerHints = {
  askForContext: "look up the size that the server was started with",
  raiseContext: "raise the server's context, or take a server that refuses what it cannot hold",
  keepPrompt: "update the server, let one client use it, and look for its prompt cache setting",
  separateReasoning: "switch on the server's reasoning parser, or set the agent's thinkingDefault to off",
  answerMissing: "update the server and the model's template, or set the agent's thinkingDefault to off",
  parseHarmony: "update the server, or use another build of the model",
  templateOption: null,
  countTokens: "update the server, or let the proxy in front of it pass stream_options on",
  ignoreFields: null,
  closeToNetwork: "let it listen on 127.0.0.1 only, or give it a key",
};

/** How a product stands in a config of OpenClaw. */
interface ProviderFacts {
  /** The id that init gives it: OpenClaw's request limits and its LM Studio handling go by the id. Default: the kind. */
  id: string;
  /** Other ids that promise this product. */
  aliases: readonly string[];
  /** The variable from which OpenClaw's own plugin reads the key. */
  keyEnv: string | null;
  /** What stands under apiKey where no key is needed: one of the words that isPlaceholderKey knows. */
  placeholderKey: string;
  /** The API that suits it best. openai-responses: where the server has that route, else openai-completions. */
  api: "openai-completions" | "openai-responses" | "ollama";
  /** The field with which OpenClaw asks the server for a context. Null: the server's own start decides. */
  contextField: "contextTokens" | "num_ctx" | null;
  /** Paths of a base URL that work under `id` as well as /v1 does. */
  otherPaths: readonly string[];
}

/** Ways of a product that checks and the probe have to know. */
type Quirk =
  /** Has no keys, so that it is not asked whether it requires one. */
  | "no-keys"
  /** The capability "tools" says what a model was trained for; tools are offered to every model. */
  | "tools-for-all"
  /** The size of a loaded model includes its KV cache. */
  | "size-includes-cache"
  /** The KV cache cannot be quantized. */
  | "f16-cache-only"
  /** Parses tool calls by code of its own, the same on every route. */
  | "own-tool-parser"
  /** Refuses a request whose prompt and output limit together exceed the context; others shorten the answer. */
  | "checks-output-limit"
  /** Does not have Ollama's native API. Without this nothing is known: some imitate it. */
  | "no-ollama-api"
  /** Under its provider id OpenClaw calls an API that no other product has. */
  | "called-natively";

/** A command that ends by itself and does one known thing: the doctor may run it, once a person has said so. */
export interface RunnableCommand {
  words: readonly string[];
  /** Options that it may have. A model id that looks like another one is not passed on. */
  options?: RegExp;
  minutes: number;
}

/**
 * One product, with all that the rest of the program knows of it. `recognise` is pure; `inspect` sends only requests
 * without side effects (no load, unload, billing or generation); the command functions are pure and print for the
 * platform of the user.
 */
export interface ServerAdapter<Kind extends string = string> {
  kind: Kind;
  /** "LM Studio". */
  label: string;
  /** Ports that it listens on by default, newest first; `scan` looks there. */
  defaultPorts: readonly number[];
  provider: ProviderFacts;
  quirks: readonly Quirk[];
  hints: ServerHints;
  /** Of the commands below; the rest is only printed, as what starts a server would end with the doctor. */
  runnable: readonly RunnableCommand[];
  /** How sure the replies are this product's: 0 not at all, 1 maybe, 2 probably, 3 certainly; with the evidence. */
  recognise(replies: ProbeReplies): { score: 0 | 1 | 2 | 3; evidence: string };
  /**
   * For a product that answers a missing key with a server error: one harmless request that tells whether it is this
   * product. Its evidence, or null. Asked only when the model list failed with a 5xx and no key was sent.
   */
  claimKeyless?(client: ServerClient, replies: ProbeReplies): Promise<string | null>;
  /** Null: the confirmation failed, it is not this product after all. */
  inspect(client: ServerClient, replies: ProbeReplies): Promise<ServerDetails | null>;
  /** Shell commands that start it from nothing, with a given model and context. */
  startCommands(options: StartOptions): string[];
  /** Shell commands that download a model. */
  pullCommands(model: string, platform: NodeJS.Platform): string[];
  /** Shell commands that load `model` with `context` tokens on a running server; empty when only a restart does it. */
  loadCommands(model: ServerModel, context: number, platform: NodeJS.Platform): string[];
  /** Shell commands that take every instance of a model out of memory. */
  unloadCommands(model: ServerModel, platform: NodeJS.Platform): string[];
  /** Commands (or a restart line) that raise the context of a model that is already loaded. */
  contextCommands(
    model: ServerModel,
    context: number,
    state: ServerFacts,
    platform: NodeJS.Platform,
  ): string[];
  /** Commands that start it again with a smaller KV cache for the same context. */
  cacheCommands(state: ServerFacts, platform: NodeJS.Platform): string[];
  /** Where tool calling is switched on, with the exact flags: a fixHint, so it begins with a verb and has no full stop. */
  toolsHint(model: string, platform: NodeJS.Platform): { hint: string; commands: string[] };
  /**
   * What `recommend` prints to run a model with: one slot, on loopback only, which is what its memory was computed for.
   * Null: no such command is known for this product (or, from `command`, for this model).
   */
  serve: {
    /** Files that it loads. */
    format: "gguf" | "safetensors" | "mlx";
    command(request: ServeInput): string | null;
  } | null;
}

type Own = "kind" | "label" | "defaultPorts" | "recognise" | "inspect";

/** What an adapter has to say; the rest has a default. */
type ServerDefinition<Kind extends string> = Pick<ServerAdapter<Kind>, Own> &
  Partial<Omit<ServerAdapter<Kind>, Own | "provider" | "hints">> & {
    provider?: Partial<ProviderFacts>;
    hints?: Partial<ServerHints>;
  };

/** Completes the adapter of a product with what holds where a product has nothing of its own. */
export function defineServer<Kind extends string>(own: ServerDefinition<Kind>): ServerAdapter<Kind> {
  return {
    quirks: [],
    runnable: [],
    startCommands: () => [],
    pullCommands: () => [],
    loadCommands: () => [],
    unloadCommands: () => [],
    contextCommands: () => [],
    cacheCommands: () => [],
    toolsHint: (model) => ({
      hint: `look up in the documentation of the server how tool calling is switched on for ${JSON.stringify(model)}`,
      commands: [],
    }),
    serve: null,
    ...own,
    provider: {
      id: own.kind,
      aliases: [],
      keyEnv: null,
      placeholderKey: "local",
      api: "openai-completions",
      contextField: null,
      otherPaths: [],
      ...own.provider,
    },
    hints: { ...GENERIC_HINTS, ...own.hints },
  };
}
