import { UserError } from "../core/errors.ts";
import type { Fs } from "../ports/index.ts";
import { replacementOf } from "./hosted.ts";
import { checkKeyEnv } from "./key.ts";
import type { InitWishes } from "./resolve.ts";
import { getTemplate } from "./templates/registry.ts";
import { ROUTINGS } from "./templates/types.ts";

/** The options of init, as parsed from the command line. */
export interface InitOptions {
  config?: string | undefined;
  endpoint: string[];
  providerId?: string | undefined;
  model?: string | undefined;
  template?: string | undefined;
  routing?: string | undefined;
  hosted: string[];
  api?: string | undefined;
  /** Tokens. */
  context?: number | undefined;
  apiKeyEnv?: string | undefined;
  alias?: string | undefined;
  /** Sizes as they are written: "24GiB,24GiB", "128GB". */
  vram?: string | undefined;
  unified?: string | undefined;
  ram?: string | undefined;
  bandwidth?: string | undefined;
  yes: boolean;
  dryRun: boolean;
  json: boolean;
  noInput: boolean;
  /** ms */
  timeout?: number | undefined;
  openclawVersion?: string | undefined;
  quiet: boolean;
  verbose: boolean;
  color?: boolean | undefined;
}

/** --endpoint may also name OpenRouter, whose region the template takes from it; it is no server to examine. */
export function splitEndpoints(endpoints: readonly string[]): {
  servers: string[];
  openrouter: string | null;
} {
  const isOpenRouter = (url: string) => /(^|\.)openrouter\.ai$/i.test(new URL(url).hostname);
  return {
    servers: endpoints.filter((url) => !isOpenRouter(url)),
    openrouter: endpoints.find(isOpenRouter) ?? null,
  };
}

/** What the options ask of the steps. Throws UserError for values that no step could use. */
export function wishesOf(options: InitOptions, fs: Pick<Fs, "readFile">): InitWishes {
  const routing = ROUTINGS.find((r) => r === options.routing) ?? null;
  if (options.routing !== undefined && routing === null) {
    throw new UserError(`--routing ${options.routing} is unknown`, {
      hint: `one of: ${ROUTINGS.join(", ")}`,
    });
  }
  for (const ref of options.hosted) {
    const better = replacementOf(ref);
    if (better !== null)
      throw new UserError(`OpenClaw does not know ${ref} any more`, { hint: `take --hosted ${better}` });
  }
  return {
    providerId: options.providerId ?? null,
    template: options.template === undefined ? null : getTemplate(options.template, fs),
    routing,
    hosted: [...new Set(options.hosted)],
    api: options.api ?? null,
    context: options.context ?? null,
    apiKeyEnv: options.apiKeyEnv === undefined ? null : checkKeyEnv(options.apiKeyEnv),
    alias: options.alias ?? null,
    openrouterBaseUrl: splitEndpoints(options.endpoint).openrouter,
  };
}
