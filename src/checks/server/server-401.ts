import { setFix } from "../../core/finding.ts";
import { listed } from "../../core/words.ts";
import { productByLabel } from "../../servers/shared/products.ts";
import type { EndpointFacts } from "../facts.ts";
import { KEY } from "../support/helps.ts";
import { aboutEndpoint, evidence, ran } from "../support/outcome.ts";
import { providerPath } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { unresolved } from "../support/reach.ts";
import { type CheckFinding, defineCheck, type Endpoint } from "../types.ts";

export const server401 = defineCheck({
  id: "server-401",
  title: "The server refuses the request",
  severity: "error",
  doc: {
    what: "The server, or a proxy in front of it, answers 401 or 403 (gateways also 400): it requires an API key, a header or a password and got none, or it rejects what it got.",
    why: "OpenClaw shows a 401 as “token may have expired, re-authenticate”, but there is no login here. If the variable is not set, OpenClaw sends the literal text ${NAME} as the key.",
    seen: "{ baseUrl: 'http://127.0.0.1:1234/v1', apiKey: 'lmstudio' }  // LM Studio with “Require Authentication” on",
    helps: {
      byServer: KEY,
      also: {
        "HTTP Basic":
          '`models.providers.<id>.headers.Authorization: "Basic ${PROXY_LOGIN}"`, base64 of user:password, and any `apiKey`',
      },
    },
  },
  server: {
    stage: "reachable",
    after: ["host-header-refused"],
    run(endpoint) {
      const { facts } = endpoint;
      if (facts.state.status !== "unauthorized") return ran();
      const missing = unresolved(facts, "header");
      const isStored = facts.key.source === "unreadable" && (facts.state.refusal?.by ?? "key") === "key";
      if (missing === null && !isStored) return ran(judge(endpoint));
      const finding = missing === null ? unreadable(endpoint) : withoutHeader(endpoint, missing);
      return { status: "ran", findings: [finding], verdict: "unverified", blocks: true };
    },
  },
});

function judge(endpoint: Endpoint): CheckFinding {
  const { state, sent, key } = endpoint.facts;
  const { by, said } = state.refusal ?? { by: "key", said: "" };
  const names = sent?.headers ?? [];
  if (by === "basic") return wantsPassword(endpoint);
  if (sent?.dropsAuthorization === true) return dropped(endpoint);
  // a key that is sent, and that the answer names, is to blame before the headers
  const blamed = key.source !== "none" && /\b(?:api[-_ ]?key|token|bearer)\b/i.test(said);
  if (names.length > 0 && !(by === "key" && blamed)) return headersRefused(endpoint, names);
  if (by === "header") return wantsHeader(endpoint);
  return by === "other" ? unclear(endpoint) : refused(endpoint);
}

function unreadable(endpoint: Endpoint): CheckFinding {
  const { state, baseUrl, key } = endpoint.facts;
  return aboutEndpoint(endpoint, "apiKey", {
    severity: "warning",
    status: "unverified",
    message: `${ProductName(state)} at ${baseUrl} requires a key; the config keeps it in a secret store (${key.name}) that is not read here, so nothing behind it was checked`,
    fixHint: "to check it too, put the key into an environment variable and refer to that in apiKey",
  });
}

function withoutHeader(endpoint: Endpoint, missing: string): CheckFinding {
  const { state, baseUrl } = endpoint.facts;
  return aboutEndpoint(endpoint, null, {
    severity: "warning",
    status: "unverified",
    message: `${ProductName(state)} at ${baseUrl} refuses the request, but not all of OpenClaw's headers could be sent (${missing}), so nothing behind it was checked`,
    evidence: answer(state),
    fixHint: "set the variable where the doctor runs, or run it where OpenClaw runs",
  });
}

/** What the server answered; its text may not repeat what was sent. */
function answer({ refusal }: EndpointFacts["state"]) {
  return evidence({ httpStatus: refusal?.status, serverSaid: refusal?.said || undefined });
}

function quoted({ refusal }: EndpointFacts["state"]): string {
  if (refusal === undefined) return "";
  return ` (${refusal.status}${refusal.said === "" ? "" : ` “${refusal.said}”`})`;
}

/** HTTP Basic, as proxies ask for it; OpenClaw sends a key as a bearer token. */
function wantsPassword(endpoint: Endpoint): CheckFinding {
  const { state, baseUrl, sent, key, provider } = endpoint.facts;
  const isGiven = (sent?.headers ?? []).some((name) => name.toLowerCase() === "authorization");
  const variable = `${envName(endpoint.facts).replace(/_API_KEY$|_API_TOKEN$/, "")}_LOGIN`;
  const what = sent?.dropsAuthorization
    ? "asks for a user name and password; OpenClaw drops the Authorization header of a provider without apiKey"
    : isGiven
      ? "rejects the user name and password in the Authorization header"
      : "asks for a user name and password (HTTP Basic), and apiKey is sent as a bearer token";
  const header = `headers.Authorization of ${provider === null ? "the provider" : `models.providers.${provider.id}`}`;
  const place = key.source === "none" ? `${header}, and any apiKey` : header;
  return aboutEndpoint(endpoint, "headers", {
    message: `${ProductName(state)} at ${baseUrl}, or a proxy in front of it, ${what}`,
    evidence: answer(state),
    fixHint: isGiven
      ? "correct the user name and password, which are base64 of user:password after the word Basic"
      : `set ${place}: "Basic \${${variable}}", where ${variable} is base64 of user:password`,
    fix: sent?.dropsAuthorization ? setFix(providerPath(endpoint, "apiKey"), "local") : null,
  });
}

/** The Authorization header is in the config, but OpenClaw does not send it. */
function dropped(endpoint: Endpoint): CheckFinding {
  const { state, baseUrl } = endpoint.facts;
  return aboutEndpoint(endpoint, "headers", {
    message: `${ProductName(state)} at ${baseUrl} refuses the request${quoted(state)}: OpenClaw drops the Authorization header of a provider without apiKey`,
    evidence: answer(state),
    fixHint: 'set apiKey to any word, such as "local"; the header then takes its place',
    fix: setFix(providerPath(endpoint, "apiKey"), "local"),
  });
}

/** A header of its own, which is no key. */
function wantsHeader(endpoint: Endpoint): CheckFinding {
  const { state, baseUrl } = endpoint.facts;
  return aboutEndpoint(endpoint, "headers", {
    message: `${ProductName(state)} at ${baseUrl} requires a header that the config does not send${quoted(state)}`,
    evidence: answer(state),
    fixHint: `set it in headers of the provider${productHeaders(endpoint.facts)}`,
  });
}

function productHeaders({ state }: EndpointFacts): string {
  const headers = productByLabel(state.product)?.headers;
  return headers === undefined ? "" : `: ${headers}`;
}

function headersRefused(endpoint: Endpoint, names: readonly string[]): CheckFinding {
  const { state, baseUrl } = endpoint.facts;
  const which = listed(names);
  return aboutEndpoint(endpoint, "headers", {
    message: `${ProductName(state)} at ${baseUrl}, or a proxy in front of it, refuses the request although the config sends ${which}${quoted(state)}`,
    evidence: { ...answer(state), headers: [...names] },
    fixHint: `check the value of ${which}, and what else the proxy requires${productHeaders(endpoint.facts)}`,
  });
}

/** A refusal that does not show what is missing. */
function unclear(endpoint: Endpoint): CheckFinding {
  const { state, baseUrl } = endpoint.facts;
  return aboutEndpoint(endpoint, null, {
    message: `${ProductName(state)} at ${baseUrl}, or a proxy in front of it, refuses the request${quoted(state)} without naming the reason`,
    evidence: answer(state),
    fixHint: `look into the log of the proxy or server: ${suspect(endpoint.facts)}, or require a header (headers of the provider) or another client address`,
  });
}

/** What to suspect first of the key, where the answer does not name it. */
function suspect({ key }: EndpointFacts): string {
  switch (key.source) {
    case "none":
      return "it may require apiKey (sent as a bearer token)";
    case "missing-env":
      return `it may require the key in ${key.name}, which is not set here`;
    case "env":
      return `it may reject the key in ${key.name}`;
    default:
      return "it may reject the key in apiKey";
  }
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
