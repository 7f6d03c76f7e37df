import type { LaunchLine, ProbeReplies, ServerClient, ServerFacts, ServerModel } from "./facts.ts";
import { parserNames } from "./forms.ts";
import type { ContainerImage, Loading, ServeInput, Starting } from "./start.ts";

interface StartOptions {
  model: string | null;
  /** Its name in requests, where that is another one. */
  id?: string | undefined;
  /** Tokens. */
  context: number | null;
  port: number | null;
  platform: NodeJS.Platform;
  /** The user's name for it in the config, which may tell one of several servers of a product. */
  providerId?: string | undefined;
}

/** What a restart changes. What is absent stays as it is. */
export interface Change {
  /** Tokens. */
  context?: number | undefined;
  toolParser?: string | undefined;
  reasoningParser?: string | undefined;
  /** Draft with the model's own heads, at most so many tokens at a time. */
  drafts?: number | undefined;
}

/** What the product's own requests show. */
export interface ServerDetails
  extends Pick<ServerFacts, "version" | "models" | "responsesApi" | "traits" | "unlisted"> {
  product: string;
  /** Where its model list cannot be had, though the product is certain: what it does instead ("answers … with …"). */
  noList?: string | undefined;
}

/** The advice of checks that depends on the product. Each is a fixHint: it begins with a verb and has no period. */
export interface ServerHints {
  /** Where to find the context size when the server does not report it. */
  askForContext: string;
  /** The server cuts a long prompt without an error. */
  raiseContext: string;
  /** The server reads every prompt from its start. */
  keepPrompt: string;
  /** The answer contains reasoning. */
  separateReasoning: string;
  /** There is reasoning, but no answer. */
  answerMissing: string;
  /** The answer contains tags of gpt-oss. */
  parseHarmony: string;
  /** The option for another chat template, or null. */
  templateOption: string | null;
  /** The stream has no token counts. */
  countTokens: string;
  /** How to make the server ignore a field that it refuses. Null: only the config can leave the field out. */
  ignoreFields: string | null;
  /** The server listens on every interface, without a key. */
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

/** The product in a config of OpenClaw. */
interface ProviderFacts {
  /** The id that init uses, on which OpenClaw's request limits and its LM Studio handling depend. Default: the kind. */
  id: string;
  /** Other ids that name this product. */
  aliases: readonly string[];
  /** The variable from which OpenClaw's plugin reads the key. */
  keyEnv: string | null;
  /** The apiKey where no key is needed: one of the words of isPlaceholderKey. */
  placeholderKey: string;
  /** The best API for it; openai-completions where the server does not have the route of openai-responses. */
  api: "openai-completions" | "openai-responses" | "ollama";
  /** The field with which OpenClaw asks for a context. Null: the start of the server decides. */
  contextField: "contextTokens" | "num_ctx" | null;
  /** The path of the base URL that OpenClaw's documentation gives under `id`; Ollama's own API has none. */
  basePath: "/v1" | "";
}

/** Peculiarities of a product. */
type Quirk =
  /** Has no keys. */
  | "no-keys"
  /** Refuses connections until the model is loaded, which takes minutes. */
  | "listens-once-loaded"
  /** Does not start with more context than the model was trained for. */
  | "refuses-untrained-context"
  /** The capability "tools" is about the training of a model; the server offers tools to every model. */
  | "tools-for-all"
  /** The size of a loaded model includes its KV cache. */
  | "size-includes-cache"
  /** The KV cache cannot be quantized. */
  | "f16-cache-only"
  /** Parses tool calls with its own code, the same on every route. */
  | "own-tool-parser"
  /** Refuses a request whose prompt and output limit together exceed the context; others shorten the answer. */
  | "checks-output-limit"
  /** Has its chat route also without /v1, but not its model list. */
  | "chat-without-v1"
  /** Does not have Ollama's native API. Without this quirk it is unknown, since some servers imitate it. */
  | "no-ollama-api"
  /** Under its provider id OpenClaw calls an API that only this product has. */
  | "called-natively";

/** A command that ends by itself and does one thing, so that the doctor may run it after a confirmation. */
export interface RunnableCommand {
  words: readonly string[];
  /** The options that it may have, so that no model id is taken for another option. */
  options?: RegExp;
  minutes: number;
}

/**
 * One product, with everything that the program knows about it. `inspect` sends only requests without side effects (no
 * load, unload, billing or generation); all other functions are pure and only describe. Commands are for the platform of the user.
 */
export interface ServerAdapter<Kind extends string = string> {
  kind: Kind;
  /** Name of the product. */
  label: string;
  /** Default ports, newest first; `scan` probes them. */
  defaultPorts: readonly number[];
  provider: ProviderFacts;
  quirks: readonly Quirk[];
  hints: ServerHints;
  /** The commands below that the doctor may run. It only prints those that start a server, which would end with it. */
  runnable: readonly RunnableCommand[];
  /** Whether the replies are this product's: 1 maybe, 2 probably, 3 certainly, with the evidence; null: not. */
  recognize(replies: ProbeReplies): readonly [certainty: 1 | 2 | 3, evidence: string] | null;
  /**
   * For a product that answers a missing key with a server error: the evidence that it is this product, by one harmless
   * request, or null. Called only when no key was sent and the model list failed with a 5xx.
   */
  claimKeyless?(client: ServerClient, replies: ProbeReplies): Promise<string | null>;
  /** Null: it is not this product after all. */
  inspect(client: ServerClient, replies: ProbeReplies): Promise<ServerDetails | null>;
  /** Shell commands that start it with a given model and context. */
  startCommands(options: StartOptions): string[];
  /** Shell commands that download a model to the running server. `state`: where it is; default: its usual address. */
  pullCommands(model: string, platform: NodeJS.Platform, state?: Pick<ServerFacts, "baseUrl">): string[];
  /** Shell commands that load `model` with `context` tokens on a running server; empty when that takes a restart. */
  loadCommands(model: ServerModel, context: number, platform: NodeJS.Platform): string[];
  /** Shell commands that unload every instance of a model. */
  unloadCommands(model: ServerModel, platform: NodeJS.Platform): string[];
  /** Commands that raise the context of a loaded model, or restart the server with more. */
  contextCommands(
    model: ServerModel,
    context: number,
    state: ServerFacts,
    platform: NodeJS.Platform,
  ): string[];
  /** For a server whose settings are all on its command line: the command that starts it again with a change. */
  restartCommand?(model: ServerModel, change: Change, state: ServerFacts, platform: NodeJS.Platform): string;
  /** Reads the command line of a process; null: it does not serve this product. It must leave out every key. */
  launchOf?(argv: readonly string[]): LaunchLine | null;
  /** Commands that restart it with a smaller KV cache for the same context. */
  cacheCommands(state: ServerFacts, platform: NodeJS.Platform): string[];
  /**
   * How to enable tool calling, with the exact flags: a fixHint, which begins with a verb and has no period. `text`: an
   * answer with an unparsed call, whose form shows the parser. `state`: the running server.
   */
  toolsHint(
    model: string,
    platform: NodeJS.Platform,
    text?: string,
    state?: ServerFacts,
  ): { hint: string; commands: string[] };
  /** What brings back a model list that cannot be had (`noList`): a fixHint, which begins with a verb and has no period. */
  listRemedy?: { hint: string; commands: readonly string[] };
  /**
   * The command that `recommend` prints: one slot, on loopback only, which is what the memory was computed for. Null: no
   * command for this product (or, from `command`, for this model).
   */
  serve: {
    /** The files that it loads. */
    format: "gguf" | "safetensors" | "mlx";
    command(request: ServeInput): string | null;
  } | null;
  /** How it loads a model while it runs. Absent: only a restart changes what it has. */
  loading?: Loading;
  /** The arguments, run by run, with which its program loads a model with a context (tokens), for want of `loading`. */
  loadArgs?(model: ServerModel, context: number): string[][];
  /** How its program starts it on this machine. Absent: init only prints the command. */
  starting?: Starting;
  /** A program that shows that it is installed, where init only prints the command. */
  program?: string;
  image?: ContainerImage;
}

type Own = "kind" | "label" | "defaultPorts" | "recognize" | "inspect";

type ServerDefinition<Kind extends string> = Pick<ServerAdapter<Kind>, Own> &
  Partial<Omit<ServerAdapter<Kind>, Own | "provider" | "hints">> & {
    provider?: Partial<ProviderFacts>;
    hints?: Partial<ServerHints>;
  };

/** Completes the adapter of a product with the defaults. */
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
    toolsHint: (model, _platform, text = "") => ({ hint: genericToolsHint(model, text), commands: [] }),
    serve: null,
    ...own,
    provider: {
      id: own.kind,
      aliases: [],
      keyEnv: null,
      placeholderKey: "local",
      api: "openai-completions",
      contextField: null,
      basePath: "/v1",
      ...own.provider,
    },
    hints: { ...GENERIC_HINTS, ...own.hints },
  };
}

/** For a server whose options are unknown: the names in those whose options are known. */
function genericToolsHint(model: string, text: string): string {
  const names = parserNames("tool", model, text);
  return names === null
    ? `look up in the documentation of the server how tool calling is switched on for ${JSON.stringify(model)}`
    : `switch on the server's tool parser for this model (${names})`;
}
