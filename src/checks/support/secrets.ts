import type { Node } from "../../config/read/types.ts";
import { isPlaceholderKey } from "../../core/text.ts";
import { isKeyName } from "../../openclaw/secret-places.ts";

/** Dummy keys for local servers are shorter. */
const MIN_LENGTH = 16;

/** True when a config text contains a literal key, not just a reference to one. */
export function configSecrets(root: Node): boolean {
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "array") open.push(...node.items);
    if (node.type !== "object") continue;
    for (const { key, value } of node.members) {
      if (value.type === "scalar" && isKeyName(key) && isSecret(value.value)) return true;
      open.push(value);
    }
  }
  return false;
}

function isSecret(value: unknown): boolean {
  if (typeof value !== "string" || value.length < MIN_LENGTH || isPlaceholderKey(value)) return false;
  // a reference, the name of a variable, or words
  return !/^\$|\$\{|^[A-Z][A-Z0-9_]*$|\s/.test(value.replace(/^Bearer /, ""));
}
