import { within } from "../core/within.ts";
import type { Dns } from "../ports/index.ts";

/** The system's resolver. Loaded with the first lookup. */
export function createDns(): Dns {
  return {
    async lookup(name, timeoutMs) {
      const { lookup } = process.getBuiltinModule("node:dns/promises");
      const found = lookup(name, { all: true }).then(
        (list) => list.map((one) => one.address),
        () => null,
      );
      return within(found, timeoutMs);
    },
  };
}
