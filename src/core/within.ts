/**
 * What a promise gives, waited for `ms` at most (null: without a limit) and until the signal at most; null: it did not
 * come by then. A rejection passes through. What is waited for goes on.
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
