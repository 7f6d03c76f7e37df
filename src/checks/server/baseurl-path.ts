import type { Fix } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { aboutEndpoint, evidence, ran } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import type { Check, CheckContext, CheckFinding, EndpointFacts } from "./types.ts";

/** A model server, but the base URL names the wrong path on it. */
export const baseurlPath: Check = {
  id: "baseurl-path",
  title: "Right server, wrong path in baseUrl",
  severity: "error",
  stage: "reachable",
  deep: false,
  after: ["redirected"],
  doc: {
    what: "A model server answers at this address, but the API is under another path: /v1 is missing or doubled, or a whole endpoint was pasted.",
    why: "OpenClaw appends /chat/completions to baseUrl as it stands. The result is a 404, or on LM Studio a 200 with an error text, which OpenClaw shows as an empty answer.",
    bad: "{ baseUrl: 'http://127.0.0.1:1234', api: 'openai-completions' }",
    good: "{ baseUrl: 'http://127.0.0.1:1234/v1', api: 'openai-completions' }",
  },
  run(facts, context) {
    return ran(facts.state.status === "wrong-path" ? [wrongPath(facts, context)] : []);
  },
};

function wrongPath(facts: EndpointFacts, context: CheckContext): CheckFinding {
  const { suggestedBaseUrl } = facts.state;
  return aboutEndpoint(facts, context, "baseUrl", {
    message: `${ProductName(facts.state)} answers at ${facts.state.origin}, but its API is not under the path of ${facts.baseUrl}`,
    evidence: evidence({ seen: facts.state.detail, works: suggestedBaseUrl }),
    fixHint: suggestedBaseUrl
      ? `set baseUrl to ${suggestedBaseUrl}`
      : "find the path that ends in /v1 in the server's documentation and write it into baseUrl",
    fix: suggestedBaseUrl ? setField(facts, context, "baseUrl", suggestedBaseUrl) : null,
  });
}

function setField(facts: EndpointFacts, context: CheckContext, field: string, value: string): Fix | null {
  const path = context.pathOf(facts, null, field);
  return path === null
    ? null
    : { commands: [], edits: [{ op: "set", path: formatPath(path), value }], safe: true };
}
