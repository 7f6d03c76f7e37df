import { redactSecrets } from "../../core/text.ts";
import { maskText } from "./mask.ts";
import { withoutHome } from "./paths.ts";

/** What must not appear in a public text. */
export interface Private {
  /** Keys and tokens. */
  secrets: readonly string[];
  /** Home directories. */
  homes: readonly string[];
  /** Name of the user on this machine. */
  user: string | null;
  /** Host names (not addresses); replaced by host-1, host-2 in this order. */
  hosts: readonly string[];
  /** Public addresses; replaced by address-1. */
  addresses: readonly string[];
}

/** User names that are not private and are also ordinary words. */
const GENERIC = new Set("root user admin administrator ubuntu debian node home openclaw".split(" "));

/** Removes keys, home directories, the user's name and host names from a text. */
export function redactText(text: string, hide: Private): string {
  let out = maskText(redactSecrets(text, hide.secrets));
  out = withoutHome(out, hide.homes);
  for (const home of hide.homes) out = out.replace(wordOf(home), "~");
  hide.hosts.forEach((host, i) => {
    out = out.replace(wordOf(host), `host-${i + 1}`);
  });
  hide.addresses.forEach((address, i) => {
    out = out.replace(wordOf(address), `address-${i + 1}`);
  });
  const { user } = hide;
  if (user === null || user.length < 3 || GENERIC.has(user.toLowerCase())) return out;
  return out.replace(wordOf(user), "USER");
}

/** Matches a whole word, ignoring case. */
function wordOf(text: string): RegExp {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, "gi");
}
