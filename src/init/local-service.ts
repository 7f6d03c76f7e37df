import { isAbsolute } from "node:path";
import { UserError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { literalValue } from "../openclaw/literal.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import { compareVersions } from "../openclaw/version.ts";
import { adapterOf } from "../servers/registry.ts";
import type { ServerKind, ServerState } from "../servers/types.ts";
import { type Choice, chosen } from "./types.ts";

/** First schema with `localService`. */
const SINCE = "2026.5.28";
/** The longest in OpenClaw's own examples (ds4.md): loading the weights of a large model takes minutes. In ms. */
const READY_MS = 300_000;

/** Paths that answer 200 once the model can be used, without a key; the default, `/v1/models`, asks for one. */
const HEALTH: Partial<Readonly<Record<ServerKind, string>>> = {
  llamacpp: "/health",
  vllm: "/health",
  sglang: "/health",
  ollama: "/api/version",
};

interface ServiceInput {
  state: ServerState;
  baseUrl: string;
  /** `${NAME}` where the server requires a key; null: none, or it is not in a variable. */
  apiKey: string | null;
  openclaw: string;
  which: ((program: string) => string | null) | undefined;
}

/**
 * `localService`: how OpenClaw starts the server that runs now, with the command line of its process. Throws UserError when
 * that is not known to the last word: a server that starts with other options is worse than none.
 */
export function localService(input: ServiceInput): Choice<JsonObject> {
  const { state, baseUrl, openclaw } = input;
  const kind = state.kind ?? "openai-compatible";
  const { label } = adapterOf(kind);
  if (compareVersions(openclaw, SINCE) < 0)
    throw cannot(
      `OpenClaw ${openclaw} cannot start servers`,
      `it came with ${SINCE}; leave out --local-service`,
    );
  if (classifyUrl(baseUrl) !== "loopback")
    throw cannot(
      `${baseUrl} is not on this machine, so OpenClaw cannot start it`,
      "leave out --local-service",
    );
  const line = kind === "ollama" ? ollamaLine(state) : processLine(state, input.apiKey);
  if (line === null)
    throw cannot(
      `how ${label} at ${baseUrl} was started cannot be read here`,
      `${adapterOf(kind).launchOf === undefined ? "" : "start it as you want OpenClaw to, under this user on Linux, or "}write localService by hand (OpenClaw's docs: gateway/local-model-services)`,
    );
  const [program = "", ...args] = line.words;
  const command = isAbsolute(program) ? program : (input.which?.(program) ?? null);
  if (command === null)
    throw cannot(
      `where the program ${JSON.stringify(program)} is cannot be read here`,
      "start the server with the absolute path of its program, then run this again",
    );
  const relative = args.find((arg) => /^\.{1,2}[/\\]|^(?!\/|[a-z]:).*\.(?:gguf|jinja|ya?ml)$/i.test(arg));
  if (relative !== undefined)
    throw cannot(
      `${label} was started with the relative path ${relative}, and OpenClaw starts it in another folder`,
      "start it with absolute paths, then run this again",
    );
  const health = HEALTH[kind];
  const value = {
    command: literalValue(command),
    args,
    ...(line.env === undefined ? {} : { env: line.env }),
    ...(health === undefined ? {} : { healthUrl: `${state.origin}${health}` }),
    readyTimeoutMs: READY_MS,
    // OpenClaw's documented value: it stops with OpenClaw; a positive one stops it earlier
    idleStopMs: 0,
  };
  const notes = line.variables.map(
    (name) => `${label} is started with a secret: put a line ${name}=… into ~/.openclaw/.env`,
  );
  return chosen(value, "as the running process was started", ...notes);
}

interface Line {
  /** Program and arguments; a secret is `${NAME}`. */
  words: string[];
  variables: string[];
  env?: JsonObject | undefined;
}

function processLine({ launched, auth }: ServerState, apiKey: string | null): Line | null {
  if (launched?.ran === undefined || (auth !== "none" && apiKey === null)) return null;
  const variables = launched.args.flatMap((arg) => (typeof arg === "string" ? [] : [arg.env]));
  const args = launched.args.map((arg) => (typeof arg === "string" ? literalValue(arg) : `\${${arg.env}}`));
  // the command line that was read leaves the key out
  const key = auth === "none" || apiKey === null ? [] : ["--api-key", apiKey];
  return { words: [...launched.ran, ...args, ...key], variables };
}

function ollamaLine({ origin }: ServerState): Line {
  return { words: ["ollama", "serve"], variables: [], env: { OLLAMA_HOST: new URL(origin).host } };
}

function cannot(message: string, hint: string): UserError {
  return new UserError(message, { hint, exitCode: 1 });
}
