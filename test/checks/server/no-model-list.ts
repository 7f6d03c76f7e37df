import { behind, type Cases, type Exchange, generic, LISTED, UNTOLD, vllm } from "../support/kit.ts";

/** Only inferences pass. */
const listless = (answer: (exchange: Exchange) => unknown) =>
  behind(generic({ models: LISTED }), (exchange) => {
    if (exchange.method === "POST") return false;
    answer(exchange);
    return true;
  });
const NGINX = "<html><head><title>404 Not Found</title></head><body><center>nginx</center></body></html>";

export const cases: Cases = {
  scenarios: [
    ...(
      [
        ["FastAPI", (exchange) => exchange.json(404, { detail: "Not Found" })],
        ["plain text", (exchange) => exchange.text(404, "404 Not Found", { "content-type": "text/plain" })],
        ["no text", (exchange) => exchange.text(405, "")],
        ["a bare list", (exchange) => exchange.json(200, [{ id: "qwen3", object: "model" }])],
        ["a list of names", (exchange) => exchange.json(200, { object: "list", data: ["qwen3"] })],
        ["nginx, which passes one route on", (e) => e.text(404, NGINX, { "content-type": "text/html" })],
      ] satisfies [string, (exchange: Exchange) => unknown][]
    ).map(([title, answer]) => ({
      title: `a gateway without a model list: ${title}`,
      server: () => listless(answer),
      finds: "info no-model-list",
      like: { status: "unverified" as const },
      says: /ids and context could not be compared/,
      verdicts: { reachable: "pass", listed: "unverified", context: "unverified", answers: "skip" } as const,
      later: [{ change: () => undefined, finds: "info no-model-list", args: ["--deep"] }],
    })),
    {
      title: "a web app says more",
      server: () =>
        behind(generic(), (exchange) => {
          exchange.text(404, "<!doctype html><title>Grafana</title>", { "content-type": "text/html" });
          return true;
        }),
      finds: "error port-held-by-other-server",
    },
    {
      title: "a model list with a row that has no id",
      server: () =>
        behind(generic({ models: LISTED }), (exchange) => {
          if (!exchange.path.endsWith("/models")) return false;
          exchange.json(200, { object: "list", data: [...LISTED, { name: "x" }] });
          return true;
        }),
      finds: UNTOLD,
    },
    { title: "a model list", server: () => vllm(), finds: null },
    { title: "a list without contexts", server: () => generic(), finds: UNTOLD, deepFinds: UNTOLD },
  ],
};
