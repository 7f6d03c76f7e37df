import type { EndpointFacts } from "../checks/facts.ts";
import type { ApiKeyView } from "../openclaw/types.ts";
import type { Env } from "../ports/index.ts";

export interface ResolvedKey {
  /** Sent as a bearer token; null sends none. */
  value: string | null;
  /** Where it came from, for findings. */
  about: EndpointFacts["key"];
}

export const NO_KEY: ResolvedKey = { value: null, about: { source: "none", name: null } };

/**
 * The key as OpenClaw would send it. Markers are never sent. An unset variable gives no key, although OpenClaw would
 * send the text `${NAME}`. Secrets in files and stores are not read.
 */
export function resolveKey(view: ApiKeyView, env: Env): ResolvedKey {
  switch (view.kind) {
    case "none":
      return NO_KEY;
    case "secretref":
      return { value: null, about: { source: "unreadable", name: view.source } };
    case "env":
      return fromEnv(view.name, env);
    case "literal":
      if (view.marker) return NO_KEY;
      return { value: substitute(view.value, env), about: { source: "config", name: null } };
  }
}

/** The key in a variable that was named for an address (`--api-key-env`). */
export function fromEnv(name: string, env: Env): ResolvedKey {
  const value = env[name];
  return value === undefined || value === ""
    ? { value: null, about: { source: "missing-env", name } }
    : { value, about: { source: "env", name } };
}

/** Replaces `${VAR}` inside a longer text. Unset ones stay, as in OpenClaw. */
function substitute(text: string, env: Env): string {
  return text.replace(/\$?\$\{([A-Z_][A-Z0-9_]*)\}/g, (whole, name: string) => {
    if (whole.startsWith("$$")) return whole.slice(1);
    return env[name] || whole;
  });
}
