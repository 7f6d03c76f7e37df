/** Milliseconds of each unit of a duration. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5 };

/** "90s", "1h30m" or "30" (in `unit`) in milliseconds, as OpenClaw reads it; null for other forms. */
export function durationMs(text: string, unit = "ms"): number | null {
  const plain = text.trim().toLowerCase();
  const bare = /^\d+(?:\.\d+)?$/.test(plain) ? `${plain}${unit}` : plain;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(bare)) return null;
  let total = 0;
  for (const [, count, name] of bare.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    total += Number(count) * (UNITS[name ?? ""] ?? 0);
  return Number.isSafeInteger(Math.round(total)) ? Math.round(total) : null;
}

/** Spelled-out units, and how many of OpenClaw's units they are. */
const WORDS: readonly (readonly [RegExp, number, string])[] = [
  [/^(?:ms|msecs?|millis|milliseconds?)$/, 1, "ms"],
  [/^(?:s|secs?|seconds?)$/, 1, "s"],
  [/^(?:m|mins?|minutes?)$/, 1, "m"],
  [/^(?:h|hrs?|hours?)$/, 1, "h"],
  [/^(?:d|days?)$/, 1, "d"],
  [/^(?:w|wks?|weeks?)$/, 7, "d"],
];

/** "30 min" as "30m", "2 weeks" as "14d"; undefined if the meaning is not certain. */
export function betterDuration(text: string): string | undefined {
  const [, count, word] = /^\s*(\d+)\s*([a-z]+)\.?\s*$/i.exec(text) ?? [];
  const unit = WORDS.find(([form]) => word !== undefined && form.test(word.toLowerCase()));
  return unit === undefined ? undefined : `${Number(count) * unit[1]}${unit[2]}`;
}

const BYTE_UNITS = /^\d+(?:\.\d+)?(?:b|[kmgt]b?)?$/;

/** True for "512kb", "10mb", "1g" and "500". */
export function isByteSize(text: string): boolean {
  return BYTE_UNITS.test(text.trim().toLowerCase());
}

/** "10 MiB" as "10mb"; undefined if the meaning is not certain. */
export function betterByteSize(text: string): string | undefined {
  const [, count, unit] = /^\s*(\d+)\s*([kmgt])i?b(?:ytes?)?\s*$/i.exec(text) ?? [];
  return count === undefined ? undefined : `${count}${unit?.toLowerCase()}b`;
}

/** "HH:MM" of 24 hours; `end` may also be 24:00. */
export function isClockTime(text: string, end: boolean): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text) || (end && text === "24:00");
}

/** "7am" as "07:00", "7:30" and "0730" as "07:30"; undefined if the meaning is not certain. */
export function betterClockTime(text: string): string | undefined {
  const [, hours, minutes] = /^\s*([01]\d|2[0-3])\.?([0-5]\d)\s*$/.exec(text) ?? [];
  if (hours !== undefined) return `${hours}:${minutes}`;
  const [, hour, minute, half] = /^\s*(\d{1,2})(?::([0-5]\d))?\s*([ap]\.?m\.?)?\s*$/i.exec(text) ?? [];
  if (hour === undefined || (minute === undefined && half === undefined)) return undefined;
  const twelve = Number(hour);
  if (half === undefined) return twelve > 23 ? undefined : `${hour.padStart(2, "0")}:${minute ?? "00"}`;
  if (twelve < 1 || twelve > 12) return undefined;
  const full = (twelve % 12) + (half.toLowerCase().startsWith("p") ? 12 : 0);
  return `${String(full).padStart(2, "0")}:${minute ?? "00"}`;
}

/** The parsed URL, or null. */
export function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** True for http:// and https://. */
export function isHttp(url: URL | null): url is URL {
  return url?.protocol === "http:" || url?.protocol === "https:";
}

/** True for an http(s) URL with nothing but a host and a port. */
export function isOrigin(url: URL | null): url is URL {
  return (
    isHttp(url) && url.pathname === "/" && `${url.search}${url.hash}${url.username}${url.password}` === ""
  );
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** True for https, and for http on this machine. */
export function isSecureOrLoopback(url: URL | null): boolean {
  return url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.has(url.hostname));
}

/** True for an absolute path of Linux, macOS or Windows. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path) || /^\\\\[^\\]+\\[^\\]+/.test(path);
}

/** True for the name or path of a program without shell syntax. */
export function isSafeExecutable(text: string): boolean {
  const plain = text.trim();
  if (plain === "" || /[\u0000\r\n;&|`$<>"']/.test(plain)) return false;
  if (/^[.~]|[/\\]/.test(plain) || /^[A-Za-z]:[\\/]/.test(plain)) return true;
  return /^[A-Za-z0-9._+][A-Za-z0-9._+-]*$/.test(plain);
}

/** An agent id as OpenClaw compares it. */
export function agentId(text: string): string {
  const plain = text.trim().toLowerCase();
  if (/^[a-z0-9][a-z0-9_-]{0,63}$/.test(plain)) return plain;
  const made = plain
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^-+/, "")
    .replace(/-+$/, "")
    .slice(0, 64);
  return made === "" ? "main" : made;
}

/** True for "provider/model". */
export function isModelRef(text: string): boolean {
  const plain = text.trim();
  const slash = plain.indexOf("/");
  return slash > 0 && plain.slice(0, slash).trim() !== "" && plain.slice(slash + 1).trim() !== "";
}
