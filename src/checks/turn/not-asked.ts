import { listed } from "../../core/words.ts";
import { LOG } from "../support/helps.ts";
import { aboutEndpoint, evidence, ran, skipped } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

export const notAsked = defineCheck({
  id: "not-asked",
  title: "A model was not asked, because its server hung",
  severity: "warning",
  doc: {
    what: "Another model of the same server gave no answer within the time limit of one inference, so this model was not asked.",
    why: "A server that hangs hangs for all of its models, and each would cost another time limit. Nothing is known about this model.",
    seen: "home/agent: nothing for 3 minutes; home/second on the same server: not asked",
    helps: { byServer: LOG },
  },
  turn: {
    stage: "tools",
    run(endpoint) {
      const { models } = endpoint.facts;
      const left = models.filter((model) => model.unasked !== undefined);
      const [first] = left;
      if (first?.unasked === undefined) return skipped("every model was asked");
      const { ref, why } = first.unasked;
      // the finding about the model that was asked is about them, too
      if (why === "busy" && models.some((model) => model.ref === ref)) return skipped("the server is busy");
      const refs = left.map((model) => model.ref);
      const cause = why === "hung" ? `${ref} on the same server hung` : `the server was busy with ${ref}`;
      const finding = aboutEndpoint(endpoint, null, {
        status: "unverified",
        message: `${listed(refs)} ${refs.length === 1 ? "was" : "were"} not asked: ${cause}`,
        evidence: evidence({ models: refs, after: ref }),
        fixHint: "check what keeps the server busy, then run the doctor again",
      });
      return ran(finding);
    },
  },
});
