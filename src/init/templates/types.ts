import type { Json, JsonObject } from "../../core/json.ts";

/** Privacy (local-only) or availability (the other two). */
export const ROUTINGS = ["local-only", "local-first", "hosted-first"] as const;
export type Routing = (typeof ROUTINGS)[number];

/** One `templates/<id>/template.json5`. */
export interface Template {
  id: string;
  /** One line for lists. */
  label: string;
  /** When to use it; one or two sentences. */
  when: string;
  /** The routing that it is for; null: any. */
  routing: Routing | null;
  /** The API that it is for; null: the server decides. */
  api: string | null;
  /** As shipped, with placeholders and directives. */
  text: string;
}

/** Values of the placeholders. Without a value, an optional placeholder (`{{name?}}`) drops its member. */
export type TemplateValues = Readonly<Record<string, Json | undefined>>;

/** A template with its values, for one OpenClaw version. */
export interface FilledTemplate {
  /** JSON5 with comments, ends with a newline. */
  text: string;
  value: JsonObject;
}
