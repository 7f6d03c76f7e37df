import { expect, test } from "vitest";
import { scanText, toScanJson } from "../../src/report/scan-text.ts";
import type { ServerState } from "../../src/servers/types.ts";
import { PLAIN_STYLE } from "../../src/ui/color.ts";
import { server as anyServer, model } from "../init/states.ts";

const server = (own: Partial<ServerState>) =>
  anyServer("http://127.0.0.1:1234/v1", { kind: "lmstudio", product: "LM Studio", version: "0.4.2", ...own });

const MODELS = [
  model("minimax-m2.1", {
    allocated: 65_536,
    trained: 196_608,
    capabilities: { tools: true, vision: false, reasoning: true },
  }),
  model("embed", { type: "embedding", loaded: false }),
  model("big", { loading: true }),
];

test("a server with its models", () => {
  expect(scanText([server({ models: MODELS })], [], PLAIN_STYLE)).toBe(
    `LM Studio 0.4.2  http://127.0.0.1:1234/v1
  model         type       loaded   context  trained for  can
  minimax-m2.1  llm        yes       65,536      196,608  tools, reasoning
  embed         embedding  no       unknown      unknown
  big           llm        loading  unknown      unknown
`,
  );
});

test("a server that requires a key, one with another path, one without models", () => {
  const text = scanText(
    [
      server({ auth: "required", status: "unauthorized", detail: "401 on GET /v1/models" }),
      server({
        kind: null,
        product: null,
        version: null,
        status: "wrong-path",
        detail: "404",
        suggestedBaseUrl: "http://h:1/v1",
      }),
      server({}),
    ],
    [{ url: "http://127.0.0.1:8000", outcome: "refused" }],
    PLAIN_STYLE,
  );
  expect(text).toBe(`LM Studio 0.4.2  http://127.0.0.1:1234/v1  requires a key  401 on GET /v1/models

not recognized  http://127.0.0.1:1234/v1  404
  fix: use http://h:1/v1

LM Studio 0.4.2  http://127.0.0.1:1234/v1
  no models
`);
});

test("nothing answers: what was tried", () => {
  const tried = [
    { url: "http://127.0.0.1:1234", outcome: "refused" },
    { url: "http://127.0.0.1:11434", outcome: "time\u001b[2Jout" },
  ];
  expect(scanText([], tried, PLAIN_STYLE)).toBe(`No model server answers.

2 addresses tried:
  http://127.0.0.1:1234   refused
  http://127.0.0.1:11434  timeout
`);
});

test("what takes connections and says nothing is shown next to what answers", () => {
  const silent = {
    url: "http://127.0.0.1:8000/v1",
    outcome: "silent: takes connections, but says nothing within 3 s",
  };
  const tried = [{ url: "http://127.0.0.1:1234/v1", outcome: "LM Studio" }, silent];
  expect(scanText([server({})], tried, PLAIN_STYLE)).toBe(`LM Studio 0.4.2  http://127.0.0.1:1234/v1
  no models

1 address tried:
  http://127.0.0.1:8000/v1  silent: takes connections, but says nothing within 3 s

What says nothing may be a busy server: give it more time with --timeout 30s
`);
  const late = { url: "http://127.0.0.1:8000/v1", outcome: "timeout: no complete answer within 1 ms" };
  for (const one of [silent, late])
    expect(scanText([], [one], PLAIN_STYLE)).toMatch(/^No model server answers in time\.\n/);
});

test("JSON according to the contract", () => {
  const tried = [{ url: "http://127.0.0.1:1234/v1", outcome: "lmstudio" }];
  const data = toScanJson([server({ models: MODELS.slice(0, 2) })], tried);
  expect(JSON.stringify(data)).toBe(
    JSON.stringify({
      schemaVersion: 1,
      servers: [
        {
          baseUrl: "http://127.0.0.1:1234/v1",
          port: 1234,
          kind: "lmstudio",
          version: "0.4.2",
          auth: "none",
          models: [
            {
              id: "minimax-m2.1",
              type: "llm",
              loaded: true,
              contextAllocated: 65536,
              contextTrained: 196608,
              capabilities: { tools: true, vision: false, reasoning: true },
            },
            {
              id: "embed",
              type: "embedding",
              loaded: false,
              contextAllocated: null,
              contextTrained: null,
              capabilities: { tools: null, vision: null, reasoning: null },
            },
          ],
        },
      ],
      tried,
    }),
  );
});

test("the port is also known when the scheme implies it", () => {
  const port = (baseUrl: string) =>
    JSON.stringify(toScanJson([{ ...server({}), baseUrl }], [])).match(/"port":(\w+)/)?.[1];
  expect([port("http://h/v1"), port("https://h/v1"), port("http://[::1]:8080"), port("h")]).toEqual([
    "80",
    "443",
    "8080",
    "null",
  ]);
});
