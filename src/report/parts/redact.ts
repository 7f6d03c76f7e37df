import { redactSecrets } from "../../core/text.ts";
import { maskText } from "./mask.ts";
import { withoutHome } from "./paths.ts";

/** What must not stand in a text that strangers read. */
export interface Private {
  /** Keys and tokens as they are. */
  secrets: readonly string[];
  /** Home directories. */
  homes: readonly string[];
  /** Name of the user on this machine. */
  user: string | null;
  /** Host names (not addresses); replaced by host-1, host-2 in this order. */
  hosts: readonly string[];
  /** Addresses that anybody on the internet could use; replaced by address-1. */
  addresses: readonly string[];
}

/** User names that tell nothing, and would tear ordinary words apart. */
const GENERIC = new Set([
  "root",
  "user",
  "admin",
  "administrator",
  "ubuntu",
  "debian",
  "node",
  "home",
  "openclaw",
]);

/** A text without keys, home directories, the user's name and names of machines. */
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

/** The word wherever it stands for itself, in any case. */
function wordOf(text: string): RegExp {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, "gi");
}
