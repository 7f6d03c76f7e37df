import { loadText } from "../config/read/load.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { UserError } from "../core/errors.ts";
import { SEVERITIES, type Severity } from "../core/finding.ts";
import { getIn, isObject, type Json, type JsonObject } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import { neutralize } from "../core/text.ts";
import { type LintSettings, PACKAGE_KEY, RC_NAME } from "./settings.ts";

const KEYS = ["rules", "files", "target", "localOnly"];
const LEVELS = ["off", ...SEVERITIES] as const;

/**
 * The settings of one folder; null when its package.json has the name only elsewhere (as a dependency). Throws UserError
 * with the place of anything invalid: a typo must not silently turn a rule on or off.
 */
export function parseCandidates(
  candidates: readonly { path: string; text: string; isPackage: boolean }[],
  knownIds: readonly string[],
): LintSettings | null {
  const found = candidates.flatMap(({ path, text, isPackage }) => {
    const source = new Source(path, load(path, text), isPackage ? [PACKAGE_KEY] : []);
    return source.value === undefined ? [] : [source];
  });
  const [first, second] = found;
  if (first === undefined) return null;
  if (second !== undefined) {
    throw new UserError(`${second.path}: there are settings in ${RC_NAME} of the same folder too`, {
      hint: "keep one of the two",
    });
  }
  return read(first, knownIds);
}

function load(path: string, text: string): LoadedConfig {
  const result = loadText(text, path);
  if (result.ok) return result.config;
  const { message, hint, place } = result.problem;
  const where = place === null ? path : `${path}:${place.line}:${place.column}`;
  throw new UserError(`${where}: ${message}`, { hint });
}

/** The settings in their file, for error messages with a place. */
class Source {
  readonly path: string;
  readonly value: Json | undefined;
  private readonly config: LoadedConfig;
  private readonly base: ConfigPath;

  constructor(path: string, config: LoadedConfig, base: ConfigPath) {
    this.path = path;
    this.config = config;
    this.base = base;
    this.value = getIn(config.value, base);
  }

  fail(at: ConfigPath, of: "key" | "value", message: string, hint: string): never {
    const { place } = this.config.locate([...this.base, ...at], of);
    throw new UserError(`${this.path}:${place.line}:${place.column}: ${message}`, { hint });
  }
}

function read(source: Source, knownIds: readonly string[]): LintSettings {
  const { value } = source;
  if (!isObject(value))
    return source.fail([], "value", "settings must be an object", `keys: ${KEYS.join(", ")}`);
  for (const key of Object.keys(value)) {
    if (KEYS.includes(key) || key === "$schema") continue;
    source.fail([key], "key", `there is no setting ${quoted(key)}`, hintFor(key, KEYS));
  }
  return {
    file: source.path,
    rules: readRules(source, value, knownIds),
    files: readFiles(source, value),
    target: readTarget(source, value),
    localOnly: readLocalOnly(source, value),
  };
}

function readRules(source: Source, value: JsonObject, knownIds: readonly string[]) {
  const rules = new Map<string, Severity | "off">();
  const raw = value["rules"];
  if (raw === undefined) return rules;
  if (!isObject(raw))
    return source.fail(["rules"], "value", "rules must be an object", 'such as { "<id>": "off" }');
  for (const [id, text] of Object.entries(raw)) {
    if (!knownIds.includes(id))
      source.fail(["rules", id], "key", `there is no rule ${quoted(id)}`, hintFor(id, knownIds));
    const level = LEVELS.find((l) => l === text);
    if (level === undefined) {
      source.fail(
        ["rules", id],
        "value",
        `${typeof text === "string" ? quoted(text) : "this"} is not a severity`,
        `one of: ${LEVELS.join(", ")}`,
      );
    }
    rules.set(id, level);
  }
  return rules;
}

function readFiles(source: Source, value: JsonObject): string[] {
  const raw = value["files"];
  if (raw === undefined) return [];
  const hint = 'such as ["deploy/**/openclaw.json"]';
  if (!Array.isArray(raw))
    return source.fail(["files"], "value", "files must be a list of file names and globs", hint);
  return raw.map((item, index) => {
    if (typeof item === "string" && item !== "" && item !== "-") return item;
    return source.fail(["files", index], "value", "this is not a file name or glob", hint);
  });
}

function readTarget(source: Source, value: JsonObject): LintSettings["target"] {
  const raw = value["target"];
  if (raw === undefined) return null;
  if (raw === "docker" || raw === "host") return raw;
  return source.fail(["target"], "value", "target says where OpenClaw runs", "one of: docker, host");
}

function readLocalOnly(source: Source, value: JsonObject): boolean {
  const raw = value["localOnly"];
  if (raw === undefined || typeof raw === "boolean") return raw ?? false;
  const hint = "true: hosted fallbacks are an error";
  return source.fail(["localOnly"], "value", "localOnly must be true or false", hint);
}

function quoted(text: string): string {
  return JSON.stringify(neutralize(text, 60));
}

function hintFor(word: string, candidates: readonly string[]): string {
  const near = didYouMean(word, candidates);
  if (near !== undefined) return `did you mean ${near}?`;
  return candidates.length > 10 ? "list them: openclaw-local explain" : `one of: ${candidates.join(", ")}`;
}
