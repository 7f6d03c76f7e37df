import { UserError } from "../core/errors.ts";
import type { Fs } from "../ports/index.ts";
import type { Look } from "../ui/terminal.ts";
import { replacementOf } from "./hosted.ts";
import { checkKeyEnv } from "./key.ts";
import type { InitWishes } from "./resolve.ts";
import { getTemplate } from "./templates/registry.ts";
import type { Routing } from "./templates/types.ts";
import type { InitApi } from "./types.ts";

/** What init is asked for. */
export interface InitOptions extends Look {
  config?: string | undefined;
  endpoint: readonly string[];
  providerId?: string | undefined;
  model?: string | undefined;
  template?: string | undefined;
  routing?: Routing | undefined;
  hosted: readonly string[];
  api?: InitApi | undefined;
  /** Tokens. */
  context?: number | undefined;
  apiKeyEnv?: string | undefined;
  alias?: string | undefined;
  yes: boolean;
  dryRun: boolean;
  /** ms */
  timeout?: number | undefined;
  openclawVersion?: string | undefined;
  verbose: boolean;
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
  for (const ref of options.hosted) {
    const better = replacementOf(ref);
    if (better !== null)
      throw new UserError(`OpenClaw does not know ${ref} any more`, { hint: `take --hosted ${better}` });
  }
  return {
    providerId: options.providerId ?? null,
    template: options.template === undefined ? null : getTemplate(options.template, fs),
    routing: options.routing ?? null,
    hosted: [...new Set(options.hosted)],
    api: options.api ?? null,
    context: options.context ?? null,
    apiKeyEnv: options.apiKeyEnv === undefined ? null : checkKeyEnv(options.apiKeyEnv),
    alias: options.alias ?? null,
    openrouterBaseUrl: splitEndpoints(options.endpoint).openrouter,
  };
}
