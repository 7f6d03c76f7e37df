import type { ConfigPath } from "../core/path.ts";

/** The OpenClaw that a verdict is for. */
export interface OpenClawVersion {
  /** "2026.9.6" or "2026.2.6-3". */
  version: string;
  source: "installed" | "config" | "flag" | "default";
}

/** A `models.providers` entry as far as it can be understood; raw values stay in the config. */
export interface ProviderView {
  id: string;
  path: ConfigPath;
  baseUrl: string | null;
  api: string | null;
  /** How the key is given; never the key itself in anything printed. */
  apiKey: ApiKeyView;
  timeoutSeconds: number | null;
  /** Loopback, private, link-local, .local, bare host name (see locality.ts); false for hosted; null when no URL. */
  local: boolean | null;
  rows: ModelRowView[];
}

export type ApiKeyView =
  | { kind: "none" }
  /** A literal in the config; `marker` true for OpenClaw's non-secret markers, which are never sent. */
  | { kind: "literal"; value: string; marker: boolean }
  /** ${VAR}, $VAR, an env SecretRef or an env-name marker. */
  | { kind: "env"; name: string; form: "template" | "dollar" | "secretref" | "marker" }
  /** file, exec, store SecretRef: cannot be read here. */
  | { kind: "secretref"; source: string };

export interface ModelRowView {
  readonly id: string;
  /** provider/id */
  readonly ref: string;
  readonly path: ConfigPath;
  readonly api: string | null;
  readonly contextWindow: number | null;
  readonly contextTokens: number | null;
  readonly maxTokens: number | null;
  readonly reasoning: boolean | null;
  readonly input: string[] | null;
}

/** A place in the config that names a model. */
export interface ModelRefUse {
  ref: string;
  path: ConfigPath;
  kind:
    | "primary"
    | "fallback"
    | "image"
    | "alias-map"
    | "policy"
    | "utility"
    | "heartbeat"
    | "subagent"
    | "agent"
    | "other";
}

export interface ConfigView {
  providers: ProviderView[];
  refs: ModelRefUse[];
  mode: "merge" | "replace";
  primary: string | null;
  fallbacks: string[];
}
