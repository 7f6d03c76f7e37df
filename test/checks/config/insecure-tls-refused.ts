import { type Cases, MODELS, provider } from "../support/kit.ts";

const at = (request: string) =>
  provider(`baseUrl: "https://127.0.0.1:8443/v1", apiKey: "local", request: ${request}, ${MODELS}`);

export const cases: Cases = {
  failing: [
    { text: at("{ tls: { insecureSkipVerify: «true } }") },
    { text: at('{ tls: { serverName: "box", insecureSkipVerify: «true } }') },
    { text: at('{ proxy: { mode: "env-proxy", tls: { insecureSkipVerify: «true } } }') },
  ],
  passing: [
    at("{ tls: { insecureSkipVerify: false } }"),
    at('{ tls: { ca: "${LOCAL_CA}" } }'),
    { text: at("{ tls: { insecureSkipVerify: true } }"), version: "2026.5.28" },
  ],
};
