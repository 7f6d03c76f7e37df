import type { Route } from "./types.ts";

/** Kimi's own form, which OpenClaw keeps. */
const KIMI = /^functions\.[A-Za-z0-9_-]+:\d+$/;
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/** What the strictest servers demand (Mistral's templates). */
const STRICT_LENGTH = 9;

/**
 * The id of a tool call as OpenClaw 2026.9.6 sends it back (sanitizeToolCallId): on completions letters and digits only,
 * on Responses also `_` and `-`. Where the server gave none, a new one of the strictest form in use.
 */
export function replayedId(route: Route, id: string | undefined): string {
  const given = id ?? "";
  if (route === "chat" && KIMI.test(given)) return given;
  const kept =
    route === "responses"
      ? given.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, 64)
      : given.replace(/[^a-zA-Z0-9]/g, "").slice(0, 40);
  return kept === "" ? newId() : kept;
}

function newId(): string {
  const letter = () => LETTERS[Math.floor(Math.random() * LETTERS.length)] ?? "a";
  return Array.from({ length: STRICT_LENGTH }, letter).join("");
}
