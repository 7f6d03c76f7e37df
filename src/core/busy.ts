/** Replies that mean "later", and how long to wait before the next try. Pure. */

/** Texts of servers that have too much to do: Ollama, llama.cpp, SGLang, TGI, oMLX, gateways from China and others. */
const BUSY =
  /\b(server|model|engine|system|gpu|worker)s? (is |are )?(too |currently |temporarily )?(busy|overloaded|at capacity)\b|too many (concurrent )?requests|rate.?limit|no (free |available )?slots? (is |are )?(available|free)|slots? (is )?unavailable|queue is full|pending requests exceeded|another (generation|request|inference) is (already )?(running|in progress)|try again (later|in a (moment|while|few))|繁忙|饱和|稍[后後]|混雑|しばらく|ausgelastet|überlastet|später erneut|surchargé|réessayez|перегружен|занят/i;
const BUSY_CODE = /rate_?limit|overloaded|server_busy|too_many_requests/i;

/** A limit of an account, which waiting for seconds does not lift. */
const QUOTA =
  /quota|billing|insufficient (funds|credits|balance)|out of credits|payment|spending limit|budget has been exceeded|(requests|tokens) per (day|month)|(daily|monthly) (request |token |usage )?limit/i;

/** Statuses that are about the moment; 503 is one where the server names a time. */
const LATER: readonly number[] = [408, 425, 429];

/** A reply that may mean "later": its status (null: an error event under 200), its text, its codes, and its headers. */
export interface LaterReply {
  status: number | null;
  message: string;
  /** `error.type` and `error.code`. */
  codes: string;
  /** True: it has a Retry-After header. */
  retryAfter: boolean;
}

/** True when a server says that it has too much to do now, and waiting may help. */
export function isBusy({ status, message, codes, retryAfter }: LaterReply): boolean {
  // LiteLLM's own time limit, which the next request would reach, too
  if (status === 408 && /APITimeoutError|litellm\.Timeout/i.test(message)) return false;
  if (QUOTA.test(message) || QUOTA.test(codes)) return false;
  if (status !== null && LATER.includes(status)) return true;
  if (status === 503 && retryAfter) return true;
  return (status === null || status >= 500) && (BUSY.test(message) || BUSY_CODE.test(codes));
}

/** The wait that a Retry-After header names, in ms: seconds, or a date. Null: none. */
export function retryAfterMs(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** A server that names a longer time will not be free while somebody waits. */
const MOST_PATIENCE_MS = 600_000;
/** With less time than this left (ms), another try makes no sense. */
const LEAST_LEFT_MS = 400;

/**
 * How long to wait before the next try, in ms; null: give up. The pauses begin with `first` and double, and are as long
 * as the server names at least, but half of what is `left` of the time limit is kept for the tries.
 */
export function pauseMs(
  tries: { made: number; most: number },
  { named, first, left }: { named: number | null; first: number; left: number },
): number | null {
  if (tries.made >= tries.most || left < LEAST_LEFT_MS || (named ?? 0) > MOST_PATIENCE_MS) return null;
  return Math.min(Math.max(named ?? 0, first * 2 ** (tries.made - 1)), Math.floor(left / 2));
}
