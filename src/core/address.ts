/** The text without trailing slashes. */
export function trimSlashes(text: string): string {
  return text.replace(/\/+$/, "");
}

/** The host of a URL without the brackets of an IPv6 address. */
export function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

/** The port of a URL, else the default port of its scheme; null when it is not a URL. */
export function portOf(url: string): number | null {
  if (!URL.canParse(url)) return null;
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

/**
 * Normalizes the case of the host, a default port and trailing slashes. `localhost` stays distinct from 127.0.0.1: it may
 * resolve to ::1 first, where nothing listens, which is a fault of its own.
 */
export function spelling(text: string): string {
  if (!URL.canParse(text)) return trimSlashes(text);
  const url = new URL(text);
  return `${url.origin}${trimSlashes(url.pathname)}`;
}

/** A key that is the same for all spellings of an address; `localhost` equals 127.0.0.1. */
export function addressKey(text: string): string {
  if (!URL.canParse(text)) return trimSlashes(text);
  const url = new URL(text);
  if (url.hostname === "localhost") url.hostname = "127.0.0.1";
  return spelling(url.href);
}

/** True when two texts spell the same address. */
export function sameAddress(a: string, b: string): boolean {
  return addressKey(a) === addressKey(b);
}
