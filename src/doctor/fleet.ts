import { isThisMachine } from "../openclaw/locality.ts";

/** The machine that an address is on, as far as its text tells: every spelling of this machine is one. @internal */
export function hostOf(baseUrl: string): string {
  if (!URL.canParse(baseUrl)) return baseUrl;
  return isThisMachine(baseUrl) ? "this machine" : new URL(baseUrl).hostname.replace(/\.$/, "");
}

/**
 * Works on all items, the result in their order: those of one host one after another (one GPU: two inferences would
 * only slow each other down), different hosts at the same time.
 */
export async function perHost<T, R>(
  items: readonly T[],
  urlOf: (item: T) => string,
  work: (item: T, host: string) => Promise<R>,
): Promise<R[]> {
  const queues = new Map<string, Promise<unknown>>();
  return Promise.all(
    items.map((item) => {
      const host = hostOf(urlOf(item));
      const done = (queues.get(host) ?? Promise.resolve()).then(() => work(item, host));
      queues.set(host, done);
      return done;
    }),
  );
}
