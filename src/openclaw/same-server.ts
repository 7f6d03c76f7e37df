import { portOf, trimSlashes } from "../core/address.ts";
import { isThisMachine } from "./locality.ts";

/** True when two base URLs reach the same server. All loopback names are the same, and so are `…`, `…/` and `…/v1`. */
export function sameServer(a: string, b: string): boolean {
  const x = serverKey(a);
  return x !== null && x === serverKey(b);
}

function serverKey(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, pathname } = new URL(url);
  const host = isThisMachine(url) ? "loopback" : hostname;
  return `${protocol}//${host}:${portOf(url)}${trimSlashes(pathname).replace(/\/(api\/)?v\d+$/, "")}`;
}
