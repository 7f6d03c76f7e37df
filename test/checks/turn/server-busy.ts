import { type Cases, FAST, vllm } from "../support/kit.ts";

const BUSY = { error: { message: "Another generation is running, try again", type: "rate_limit_error" } };

/** vLLM that answers the first `times` requests with 429. */
function busy(times: number, status = 429) {
  const profile = vllm();
  let left = times;
  return {
    ...profile,
    handle(exchange: Parameters<typeof profile.handle>[0]) {
      if (exchange.path === "/lmstudio-greeting" || left === 0) return profile.handle(exchange);
      left -= 1;
      return exchange.json(status, BUSY, { "retry-after": "0" });
    },
  };
}

const says = "Another generation is running, try again";

export const cases: Cases = {
  scenarios: [
    {
      title: "the model list is refused for now, however often it is asked",
      server: () => busy(Number.POSITIVE_INFINITY),
      args: FAST,
      finds: "warning server-busy",
      like: { status: "unverified", fix: null },
      says: /is busy \(429: Another generation is running/,
      verdicts: { reachable: "unverified", listed: "skip" },
    },
    {
      title: "a list that is refused once is asked for again",
      server: () => busy(1, 503),
      finds: null,
    },
    {
      title: "it stays busy",
      server: () => vllm({ hiccups: { at: Array.from({ length: 99 }, (_, i) => i + 1), status: 429, says } }),
      deep: true,
      finds: "warning server-busy",
      like: { status: "unverified", fix: null },
      verdicts: { answers: "unverified", tools: "unverified" },
      neighbors: [() => vllm()],
    },
  ],
};
