import { isThisMachine } from "../openclaw/locality.ts";

/** The machine of an address, judged by its text. All names of this machine give the same. @internal */
export function hostOf(baseUrl: string): string {
  if (!URL.canParse(baseUrl)) return baseUrl;
  return isThisMachine(baseUrl) ? "this machine" : new URL(baseUrl).hostname.replace(/\.$/, "");
}

/**
 * Works on all items and keeps their order in the result. Different hosts run at the same time, the items of one host
 * one after another, because two inferences on one GPU only slow each other down.
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
