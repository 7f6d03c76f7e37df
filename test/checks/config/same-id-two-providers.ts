import { type Cases, defaults, URL_LINE } from "../support/kit.ts";

const OLD = "2026.2.26";

/** Two providers that declare the same id. */
function twice(primary: string, first: string, second: string): string {
  return `{
  models: { providers: {
    a: { ${URL_LINE} models: [{ id: "qwen3", name: "A", ${first} }] },
    b: { ${URL_LINE} models: [{ id: "qwen3", name: "B", ${second} }] },
  } },
  ${defaults(`model: { primary: ${primary} }`)}
}`;
}

export const cases: Cases = {
  failing: [
    { text: twice('"a/qwen3"', "contextWindow: «40960", "contextWindow: 131072"), version: OLD },
    {
      text: twice('"a/qwen3", fallbacks: ["b/qwen3"]', "contextWindow: «131072", "contextWindow: 40960"),
      version: OLD,
    },
    { text: twice('"a/qwen3"', "contextWindow: «65536", "contextWindow: 131072"), version: "2026.1.30" },
  ],
  passing: [
    twice('"a/qwen3"', "contextWindow: 40960", "contextWindow: 131072"),
    { text: twice('"b/qwen3"', "contextWindow: 40960", "contextWindow: 131072"), version: OLD },
    { text: twice('"a/qwen3"', "contextWindow: 65536", "contextWindow: 65536"), version: OLD },
    { text: twice('"a/qwen3"', "contextWindow: 40960", "contextWindow: 131072"), version: "2026.3.24" },
  ],
};
