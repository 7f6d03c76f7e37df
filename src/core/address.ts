/** Without the slashes at the end. */
export function trimSlashes(text: string): string {
  return text.replace(/\/+$/, "");
}

/** The host of a URL without the brackets of an IPv6 address. */
export function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

/** The port of a URL, the scheme's own where none is written; null when it is no URL. */
export function portOf(url: string): number | null {
  if (!URL.canParse(url)) return null;
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

/**
 * An address in one spelling: case of the host, a default port, slashes at the end. Not `localhost` for 127.0.0.1: it
 * may be ::1 first, where nobody listens, and that is a fault of its own.
 */
export function spelling(text: string): string {
  if (!URL.canParse(text)) return trimSlashes(text);
  const url = new URL(text);
  return `${url.origin}${trimSlashes(url.pathname)}`;
}

/** The same for all spellings of an address, `localhost` for 127.0.0.1 among them. */
export function addressKey(text: string): string {
  if (!URL.canParse(text)) return trimSlashes(text);
  const url = new URL(text);
  if (url.hostname === "localhost") url.hostname = "127.0.0.1";
  return spelling(url.href);
}

/** True for the same address, whatever the trailing slash, the case of the host or the name of this machine. */
export function sameAddress(a: string, b: string): boolean {
  return addressKey(a) === addressKey(b);
}
