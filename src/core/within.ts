/**
 * The result of a promise, or null if it is not settled within `ms` (null: no limit) or before the signal aborts. A
 * rejection passes through. The work behind the promise is not stopped.
 */
export async function within<T>(
  promise: Promise<T>,
  ms: number | null,
  signal?: AbortSignal | undefined,
): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  let end = () => {};
  const limit = new Promise<null>((resolve) => {
    end = () => resolve(null);
  });
  if (ms !== null) timer = setTimeout(end, ms);
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted) end();
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}
