import type { Fix } from "../../core/finding.ts";
import type { EndpointFacts } from "../facts.ts";
import { aboutEndpoint, evidence } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckContext, type CheckFinding, defineCheck } from "../types.ts";

/** The server wants a key that it did not get, or refused the one it got. */
export const server401 = defineCheck({
  id: "server-401",
  title: "The server refuses the key",
  severity: "error",
  doc: {
    what: "The server answers 401 or 403: it wants an API key and got none, or it does not accept the one it got.",
    why: "OpenClaw shows a 401 as “token may have expired, re-authenticate”, which points to a login that does not exist here. With an unset variable it sends the text ${NAME} itself as the key.",
    seen: "{ baseUrl: 'http://127.0.0.1:1234/v1', apiKey: 'lmstudio' }  // LM Studio with “Require Authentication” on",
    helps: "{ baseUrl: 'http://127.0.0.1:1234/v1', apiKey: '${LM_API_TOKEN}' }",
  },
  server: {
    stage: "reachable",
    run(facts, context) {
      if (facts.state.status !== "unauthorized") return { status: "ran", findings: [] };
      if (facts.key.source === "unreadable") {
        return { status: "ran", findings: [unreadable(facts, context)], verdict: "unverified", blocks: true };
      }
      return { status: "ran", findings: [refused(facts, context)] };
    },
  },
});

function unreadable(facts: EndpointFacts, context: CheckContext): CheckFinding {
  return aboutEndpoint(facts, context, "apiKey", {
    severity: "warning",
    status: "unverified",
    message: `${ProductName(facts.state)} at ${facts.baseUrl} wants a key; the config keeps it in a secret store (${facts.key.name}) that is not read here, so nothing behind it was checked`,
    fixHint: "to check it too, put the key into a variable for this run and name that in apiKey",
  });
}

function refused(facts: EndpointFacts, context: CheckContext): CheckFinding {
  const { key, state } = facts;
  const name = ProductName(state);
  const env = envName(facts);
  const literal = facts.provider?.apiKey;
  const marker = literal?.kind === "literal" && literal.marker;
  const about = (message: string, fixHint: string, fix: Fix | null) =>
    aboutEndpoint(facts, context, "apiKey", {
      message,
      evidence: evidence({ key: key.source, variable: key.name, auth: state.auth }),
      fixHint,
      fix,
    });
  if (key.source === "missing-env") {
    return about(
      `${name} at ${facts.baseUrl} wants a key, and the variable ${key.name} that apiKey names is not set here`,
      `set ${key.name} to the server's key, also where the gateway runs: a line ${key.name}=… in ~/.openclaw/.env`,
      null,
    );
  }
  if (key.source === "none") {
    return about(
      marker
        ? `${name} at ${facts.baseUrl} wants a key, but OpenClaw never sends the placeholder that apiKey holds`
        : `${name} at ${facts.baseUrl} wants a key and the config gives none`,
      `set ${env} to the server's key, in ~/.openclaw/.env too, and name it in apiKey`,
      useVariable(facts, context, env),
    );
  }
  const from = key.source === "env" ? `the key in ${key.name}` : "the key in the config";
  return about(
    `${name} at ${facts.baseUrl} refuses ${from}`,
    key.source === "env"
      ? `put the server's own key into ${key.name}, also in ~/.openclaw/.env`
      : `set ${env} to the server's own key, in ~/.openclaw/.env too, and name it in apiKey`,
    key.source === "env" ? null : useVariable(facts, context, env),
  );
}

/** Names the variable instead of the key, so that no secret goes into the config. */
function useVariable(facts: EndpointFacts, context: CheckContext, env: string): Fix | null {
  const path = context.pathOf(facts, null, "apiKey");
  if (path === null) return null;
  return { commands: [], edits: [{ op: "set", path: path, value: `\${${env}}` }], safe: false };
}

function envName(facts: EndpointFacts): string {
  const product = facts.state.kind === null ? facts.promised : facts.server;
  if (product?.provider.keyEnv) return product.provider.keyEnv;
  const name = (facts.provider?.id ?? "").toUpperCase().replace(/[^A-Z0-9]+/g, "_");
  return /^[A-Z]/.test(name) ? `${name}_API_KEY` : "LOCAL_API_KEY";
}
