import { setFix } from "../../core/finding.ts";
import type { EndpointFacts } from "../facts.ts";
import { aboutEndpoint, evidence, ran } from "../support/outcome.ts";
import { providerPath } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Endpoint } from "../types.ts";

export const server401 = defineCheck({
  id: "server-401",
  title: "The server refuses the key",
  severity: "error",
  doc: {
    what: "The server answers 401 or 403: it requires an API key and got none, or it rejects the one it got.",
    why: "OpenClaw shows a 401 as “token may have expired, re-authenticate”, but there is no login here. If the variable is not set, OpenClaw sends the literal text ${NAME} as the key.",
    seen: "{ baseUrl: 'http://127.0.0.1:1234/v1', apiKey: 'lmstudio' }  // LM Studio with “Require Authentication” on",
    helps: "{ baseUrl: 'http://127.0.0.1:1234/v1', apiKey: '${LM_API_TOKEN}' }",
  },
  server: {
    stage: "reachable",
    run(endpoint) {
      const { state, key } = endpoint.facts;
      if (state.status !== "unauthorized") return ran();
      if (key.source !== "unreadable") return ran(refused(endpoint));
      return { status: "ran", findings: [unreadable(endpoint)], verdict: "unverified", blocks: true };
    },
  },
});

function unreadable(endpoint: Endpoint): CheckFinding {
  const { state, baseUrl, key } = endpoint.facts;
  return aboutEndpoint(endpoint, "apiKey", {
    severity: "warning",
    status: "unverified",
    message: `${ProductName(state)} at ${baseUrl} requires a key; the config keeps it in a secret store (${key.name}) that is not read here, so nothing behind it was checked`,
    fixHint: "to check it too, put the key into an environment variable and refer to that in apiKey",
  });
}

function refused(endpoint: Endpoint): CheckFinding {
  const { key, state, baseUrl } = endpoint.facts;
  const env = envName(endpoint.facts);
  const { what, fixHint } = said(endpoint.facts, env);
  return aboutEndpoint(endpoint, "apiKey", {
    message: `${ProductName(state)} at ${baseUrl} ${what}`,
    evidence: evidence({ key: key.source, variable: key.name, auth: state.auth }),
    fixHint,
    // names the variable instead of the key, so that no secret goes into the config
    fix:
      key.source === "none" || key.source === "config"
        ? setFix(providerPath(endpoint, "apiKey"), `\${${env}}`)
        : null,
  });
}

function said({ key, provider }: EndpointFacts, env: string): { what: string; fixHint: string } {
  switch (key.source) {
    case "missing-env":
      return {
        what: `requires a key, and the variable ${key.name} that apiKey names is not set here`,
        fixHint: `set ${key.name} to the server's key, also where the gateway runs (${key.name}=… in ~/.openclaw/.env)`,
      };
    case "env":
      return {
        what: `refuses the key in ${key.name}`,
        fixHint: `put the server's own key into ${key.name}, also in ~/.openclaw/.env`,
      };
    case "none":
      return {
        what:
          provider?.apiKey.kind === "literal" && provider.apiKey.marker
            ? "requires a key, but OpenClaw never sends the placeholder that apiKey holds"
            : "requires a key and the config gives none",
        fixHint: `set ${env} to the server's key, in ~/.openclaw/.env too, and refer to it in apiKey`,
      };
    default:
      return {
        what: "refuses the key in the config",
        fixHint: `set ${env} to the server's own key, in ~/.openclaw/.env too, and refer to it in apiKey`,
      };
  }
}

function envName({ state, server, promised, provider }: EndpointFacts): string {
  const product = state.kind === null ? promised : server;
  if (product?.provider.keyEnv) return product.provider.keyEnv;
  const name = (provider?.id ?? "").toUpperCase().replace(/[^A-Z0-9]+/g, "_");
  return /^[A-Z]/.test(name) ? `${name}_API_KEY` : "LOCAL_API_KEY";
}
