import { defineCheck } from "../types.ts";

const PROVIDER = (comment: string) => `{
  models: { providers: { rented: {
    ${comment}
    baseUrl: "http://llm.example.com:8000/v1",
    apiKey: "\${RENTED_API_KEY}",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`;

export const suppressionInvalid = defineCheck({
  id: "suppression-invalid",
  title: "Invalid suppression comment",
  severity: "warning",
  doc: {
    what: "A comment begins with `openclaw-local-disable`, but it has no reason after `--`, names no rule or an unknown one, or is in a place where it has no effect.",
    why: "The finding is reported anyway. Without a reason it is not clear later whether the comment can be removed.",
    bad: PROVIDER("// openclaw-local-disable-next-line public-plain-http"),
    good: PROVIDER("// openclaw-local-disable-next-line public-plain-http -- only reached through the VPN"),
  },
});
