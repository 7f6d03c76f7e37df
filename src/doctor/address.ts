/**
 * An address in one spelling: case of the host, a default port, slashes at the end. Not `localhost` for 127.0.0.1: it
 * may be ::1 first, where nobody listens, and that is a fault of its own.
 */
export function spelling(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  return `${url.origin}${trimSlashes(url.pathname)}`;
}

export function trimSlashes(url: string): string {
  return url.replace(/\/+$/, "");
}

/** The same address, whatever the trailing slash, the case of the host or the name of this machine. */
export function sameBase(a: string, b: string): boolean {
  return normalBase(a) === normalBase(b);
}

export function normalBase(text: string): string {
  if (!URL.canParse(text)) return trimSlashes(text);
  const url = new URL(text);
  const host = url.hostname === "localhost" ? "127.0.0.1" : url.hostname;
  return `${url.protocol}//${host}:${url.port}${trimSlashes(url.pathname)}`;
}
