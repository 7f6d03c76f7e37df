import { getIn, type Json } from "../core/json.ts";

/** OpenClaw's default interval. */
const DEFAULT_MINUTES = 30;
const MINUTES: Readonly<Record<string, number>> = { s: 1 / 60, m: 1, h: 60, d: 1_440 };

/** "90s", "5m", "1h30m" in minutes; null for other forms. */
export function minutesOf(text: string): number | null {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text.trim()) return null;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (MINUTES[unit ?? ""] ?? 0), 0);
}

/**
 * Seconds between two heartbeats of the default agent that run on `ref` with the full context; null when there are none
 * (off, another model, lightContext) or the interval cannot be read. `primary` is their default model.
 */
export function heartbeatSeconds(config: Json, ref: string, primary: string | null): number | null {
  const key = (name: string) => getIn(config, ["agents", "defaults", "heartbeat", name]);
  const model = key("model");
  if ((typeof model === "string" ? model : primary) !== ref || key("lightContext") === true) return null;
  const every = key("every");
  const minutes = every === undefined ? DEFAULT_MINUTES : typeof every === "string" ? minutesOf(every) : null;
  return minutes === null || minutes <= 0 ? null : minutes * 60;
}
