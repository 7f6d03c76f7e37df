import { expect } from "vitest";
import { behind, type Cases, carriesKey, keyed, requiring, vllm } from "../support/kit.ts";

const refusing = (status: number, body: string, type = "text/plain") =>
  behind(vllm(), (exchange) => {
    exchange.text(status, body, { "content-type": type });
    return true;
  });

export const cases: Cases = {
  scenarios: [
    ...(
      [
        ["Jan", 403, "Invalid host header"],
        ["Starlette", 400, "Invalid host header"],
        ["Vite", 403, 'Blocked request. This host ("gpubox") is not allowed.'],
        [
          "Django",
          400,
          "Invalid HTTP_HOST header: 'gpubox:8000'. You may need to add 'gpubox' to ALLOWED_HOSTS.",
        ],
        ["JSON", 403, '{"error":"host not allowed: 127.0.0.1"}'],
        ["421", 421, "Misdirected Request"],
      ] as const
    ).map(([title, status, body]) => ({
      title,
      server: () => refusing(status, body),
      config: keyed("sk-right-0123"),
      finds: "error host-header-refused",
      says: /refuses this host name, not the key/,
      edits: {},
      verdicts: { reachable: "fail", listed: "skip" } as const,
    })),
    {
      title: "an empty 403 that the host name localhost does not get; the trial carries no key",
      server: () =>
        behind(vllm(), (exchange) => {
          if (exchange.headers["host"]?.startsWith("localhost")) return false;
          exchange.text(403, "");
          return true;
        }),
      config: keyed("sk-right-0123"),
      finds: "error host-header-refused",
      more: (_seen, { requests }) =>
        expect(
          requests.filter((one) => one.headers["host"]?.startsWith("localhost") && carriesKey(one)),
        ).toEqual([]),
    },
    {
      title: "an empty 403 for every host name",
      server: () => refusing(403, ""),
      finds: "error server-401",
      says: /without naming the reason/,
      edits: {},
    },
    {
      title: "a proxy that names no host",
      server: () => requiring(vllm(), ["x-api-key", "k-123"]),
      finds: "error server-401",
    },
    { title: "a server that takes every name", server: () => vllm(), finds: null },
  ],
};
