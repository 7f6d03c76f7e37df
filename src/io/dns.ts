import type { Dns } from "../ports/index.ts";

/** The resolver of the system, as every program on this machine sees it. Loaded with the first lookup. */
export function createDns(): Dns {
  return {
    async lookup(name, timeoutMs) {
      const { lookup } = process.getBuiltinModule("node:dns/promises");
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<null>((resolve) => {
        timer = setTimeout(() => resolve(null), timeoutMs);
      });
      const found = lookup(name, { all: true }).then(
        (list) => list.map((one) => one.address),
        () => null,
      );
      try {
        return await Promise.race([found, limit]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
