import { behind, type Cases, LMS, sglang, startLmStudio } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "an empty stream",
      server: () => sglang({ chat: "empty" }),
      deep: true,
      finds: "error no-answer",
      neighbors: [() => sglang({ chat: "no-done" })],
    },
    {
      title: "a proxy gives up waiting",
      server: () =>
        sglang({ hiccups: { at: [2, 3], status: 504, says: "The server did not respond in time" } }),
      deep: true,
      finds: "error no-answer",
      says: /to a long prompt: a proxy .*\(HTTP 504.*are answered/,
      hint: /proxy_read_timeout/,
      neighbors: [() => sglang({ hiccups: { at: [2], status: 504 } })],
    },
    {
      title: "an empty stream, over Responses",
      server: () => startLmStudio({ chat: "empty" }),
      config: { ...LMS, api: "openai-responses" },
      deep: true,
      finds: "error no-answer",
    },
    {
      title: "a proxy that gives up first",
      server: () =>
        behind(sglang(), (exchange) => {
          if (exchange.method === "GET") return false;
          exchange.text(504, "<html><h1>504 Gateway Time-out</h1></html>", { "content-type": "text/html" });
          return true;
        }),
      deep: true,
      finds: "error no-answer",
      says: /a proxy in front of the server gave up waiting \(HTTP 504 “HTML page: 504/,
      hint: /proxy_read_timeout/,
    },
  ],
};
