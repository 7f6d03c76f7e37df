import { UserError } from "../core/errors.ts";
import type { Fs } from "../ports/index.ts";
import type { Look } from "../ui/terminal.ts";
import { replacementOf } from "./hosted.ts";
import { checkKeyEnv } from "./key.ts";
import type { InitWishes } from "./resolve.ts";
import { readRole } from "./roles/wish.ts";
import { getTemplate } from "./templates/registry.ts";

/** The options of init. */
export interface InitOptions extends Look, Omit<InitWishes, "template" | "role" | "openrouterBaseUrl"> {
  config?: string | undefined;
  endpoint: readonly string[];
  model?: string | undefined;
  template?: string | undefined;
  /** "heartbeat=<model>". */
  role?: readonly string[] | undefined;
  yes: boolean;
  dryRun: boolean;
  /** End with a test drive. */
  test?: boolean | undefined;
  /** ms */
  timeout?: number | undefined;
  maxTime?: number | undefined;
  openclawVersion?: string | undefined;
  verbose: boolean;
}

/** Separates OpenRouter from the servers to examine. The template takes the region from its URL. */
export function splitEndpoints(endpoints: readonly string[]): {
  servers: string[];
  openrouter: string | undefined;
} {
  const isOpenRouter = (url: string) => /(^|\.)openrouter\.ai$/i.test(new URL(url).hostname);
  return {
    servers: endpoints.filter((url) => !isOpenRouter(url)),
    openrouter: endpoints.find(isOpenRouter)?.replace(/(?<!\/api)\/v1$/, "/api/v1"),
  };
}

/** The user's wishes from the options. Throws UserError for invalid values. */
export function wishesOf(o: InitOptions, fs: Pick<Fs, "readFile">): InitWishes {
  for (const ref of o.hosted) {
    const better = replacementOf(ref);
    if (better !== null)
      throw new UserError(`OpenClaw no longer knows ${ref}`, { hint: `use --hosted ${better}` });
  }
  if (o.apiKeyEnv !== undefined) checkKeyEnv(o.apiKeyEnv);
  return {
    ...o,
    hosted: [...new Set(o.hosted)],
    role: o.role?.map(readRole),
    template: o.template === undefined ? undefined : getTemplate(o.template, fs),
    openrouterBaseUrl: splitEndpoints(o.endpoint).openrouter,
  };
}
