import { atUrl, type Cases } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: atUrl('«"http://llm.example.com:8000/v1"') },
    { text: atUrl('«"http://203.0.113.7:8000/v1"') },
    { text: atUrl('«"http://llm.example.com:8080/v1"', 'api: "openai-completions", ', "vllm") },
  ],
  passing: [
    atUrl('"https://llm.example.com/v1"'),
    atUrl('"http://gpu.corp.internal:8000/v1"'),
    atUrl('"http://box.tail1234.ts.net:8000/v1"'),
    atUrl('"http://10.0.0.2:8000/v1"'),
  ],
};
