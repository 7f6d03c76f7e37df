import { UserError } from "../core/errors.ts";
import type { Fs } from "../ports/index.ts";
import type { Look } from "../ui/terminal.ts";
import { replacementOf } from "./hosted.ts";
import { checkKeyEnv } from "./key.ts";
import type { InitWishes } from "./resolve.ts";
import { getTemplate } from "./templates/registry.ts";

/** What init is asked for. */
export interface InitOptions extends Look, Omit<InitWishes, "template" | "openrouterBaseUrl"> {
  config?: string | undefined;
  endpoint: readonly string[];
  model?: string | undefined;
  template?: string | undefined;
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
  openrouter: string | undefined;
} {
  const isOpenRouter = (url: string) => /(^|\.)openrouter\.ai$/i.test(new URL(url).hostname);
  return {
    servers: endpoints.filter((url) => !isOpenRouter(url)),
    openrouter: endpoints.find(isOpenRouter),
  };
}

/** What the options ask of the steps. Throws UserError for values that no step could use. */
export function wishesOf(o: InitOptions, fs: Pick<Fs, "readFile">): InitWishes {
  for (const ref of o.hosted) {
    const better = replacementOf(ref);
    if (better !== null)
      throw new UserError(`OpenClaw does not know ${ref} any more`, { hint: `take --hosted ${better}` });
  }
  if (o.apiKeyEnv !== undefined) checkKeyEnv(o.apiKeyEnv);
  return {
    ...o,
    hosted: [...new Set(o.hosted)],
    template: o.template === undefined ? undefined : getTemplate(o.template, fs),
    openrouterBaseUrl: splitEndpoints(o.endpoint).openrouter,
  };
}
