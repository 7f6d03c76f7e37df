import type { Json } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";

/** The OpenClaw version that a config is judged for. */
export interface OpenClawVersion {
  /** "2026.9.6" or "2026.2.6-3". */
  version: string;
  source: "installed" | "config" | "flag" | "default";
}

/** The understood part of a `models.providers` entry. */
export interface ProviderView {
  id: string;
  path: ConfigPath;
  /** The entry as written. It may hold secrets: do not print it. */
  entry: Json;
  baseUrl: string | null;
  api: string | null;
  /** Contains the key itself if it is a literal: do not print it. */
  apiKey: ApiKeyView;
  timeoutSeconds: number | null;
  /** See isLocalUrl; null without a URL. */
  local: boolean | null;
  rows: ModelRowView[];
}

export type ApiKeyView =
  | { kind: "none" }
  /** A literal in the config; `marker`: one of OpenClaw's placeholders, which are never sent. */
  | { kind: "literal"; value: string; marker: boolean }
  /** ${VAR}, $VAR, an env SecretRef or an env-name marker. */
  | { kind: "env"; name: string; form: "template" | "dollar" | "secretref" | "marker" }
  /** A file, exec or store SecretRef, which cannot be read here. */
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
    /** Speech, and pictures, video or music to make: not a chat model. */
    | "media"
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
  /** A value as OpenClaw reads it: without escapes and, where the variables are known, with their values. */
  read(text: string): string;
}
