import { defineCheck } from "../types.ts";

const PROVIDER = (comment: string) => `{
  models: { providers: { rented: {
    ${comment}
    baseUrl: "http://llm.example.com:8000/v1",
    apiKey: "\${RENTED_API_KEY}",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`;

/** A suppression comment that cannot be obeyed. */
export const suppressionInvalid = defineCheck({
  id: "suppression-invalid",
  title: "Suppression comment that cannot be obeyed",
  severity: "warning",
  doc: {
    what: "A comment begins with `openclaw-local-disable`, but names no reason behind `--`, no rule, a rule that does not exist, or stands where it means nothing.",
    why: "What it was to suppress is reported all the same; and without a reason nobody knows later whether it may go.",
    bad: PROVIDER("// openclaw-local-disable-next-line public-plain-http"),
    good: PROVIDER("// openclaw-local-disable-next-line public-plain-http -- only reached through the VPN"),
  },
});
