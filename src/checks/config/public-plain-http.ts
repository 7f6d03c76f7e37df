import { setFix } from "../../core/finding.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import { writtenBaseUrl } from "../support/config-text.ts";
import { each, providers } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/** http:// to a host on the open internet. */
export const publicPlainHttp = defineCheck({
  id: "public-plain-http",
  title: "Unencrypted connection to a public host",
  severity: "warning",
  doc: {
    what: "The base URL begins with `http://` and its host is not in a private network.",
    why: "The key and every prompt cross the internet in clear text.",
    bad: `{
  models: { providers: { rented: {
    baseUrl: "http://llm.example.com:8000/v1",
    apiKey: "\${RENTED_API_KEY}",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { rented: {
    baseUrl: "https://llm.example.com/v1",
    apiKey: "\${RENTED_API_KEY}",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  config: {
    run: each(providers, (provider, context) => {
      const url = writtenBaseUrl(context, provider);
      if (url === null || !/^http:\/\//i.test(url.trim()) || classifyUrl(url) !== "public") return null;
      const { hostname } = new URL(url);
      const at = [...provider.path, "baseUrl"];
      return {
        at,
        target: provider.id,
        endpoint: url,
        message: `Prompts and the key go to ${hostname} unencrypted`,
        fixHint: "use https://, or reach the server through a tunnel or a private network",
        fix: setFix(at, url.trim().replace(/^http:/i, "https:")),
      };
    }),
  },
});
