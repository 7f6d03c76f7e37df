import { behind, type Cases, LMS, startLmStudio, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "LM Studio",
      server: () => startLmStudio({ chat: "error-under-200" }),
      config: LMS,
      deep: true,
      finds: "error error-under-200",
      neighbors: [() => startLmStudio({ answer: "There was an error: none." })],
    },
    ...(
      [
        ["<!doctype html><title>Sign in</title>", /no completion: HTTP 200 “HTML page: Sign in”/],
        ['{"success":false,"message":"token expired"}', /no completion: HTTP 200 “token expired”/],
      ] as const
    ).map(([body, says]) => ({
      title: `a proxy answers ${body.slice(0, 20)}`,
      server: () =>
        behind(vllm(), (exchange) => {
          if (exchange.method === "GET") return false;
          exchange.text(200, body);
          return true;
        }),
      deep: true as const,
      finds: "error error-under-200",
      says,
    })),
  ],
};
