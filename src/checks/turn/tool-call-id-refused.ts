import { replayedId } from "../../turn/call-id.ts";
import { aboutProbe, perProbe, quoted } from "../support/deep.ts";
import { TEMPLATE } from "../support/helps-parsing.ts";
import { defineCheck } from "../types.ts";

export const toolCallIdRefused = defineCheck({
  id: "tool-call-id-refused",
  title: "The server refuses the ids of its own tool calls",
  severity: "error",
  doc: {
    what: "The request after a tool call is refused because of the call's id, which is the one that the server gave (OpenClaw removes characters other than letters and digits).",
    why: "Mistral's templates demand ids of nine letters or digits, and some servers give longer ones. The first tool call works, and the next request of the same turn fails.",
    seen: 'HTTP 400 "Tool call IDs should be alphanumeric strings with length 9!"',
    helps: { byServer: TEMPLATE },
  },
  turn: {
    stage: "tools",
    run: perProbe("follow-up", (subject, seen) => {
      if (seen.errorKind !== "tool-call-id") return null;
      const { model, facts } = subject;
      const given = model.deep?.tools?.toolCalls.find(({ name }) => name !== "")?.id ?? "";
      const sent = replayedId(seen.route, given);
      const { templateOption } = facts.server.hints;
      const option = templateOption === null ? "" : ` (${templateOption})`;
      const back = sent === given ? "" : `, sent back as ${sent}`;
      const whose =
        given === ""
          ? "gives its tool calls no id and refuses others"
          : `refuses the id of its own tool call (${given}${back})`;
      return aboutProbe(subject, seen, {
        message: `The server of ${model.ref} ${whose}, so turns end at the first tool: ${quoted(seen)}`,
        evidence: { givenId: given },
        fixHint: `update the server, or give it another chat template${option}; no setting of OpenClaw changes the ids`,
      });
    }),
  },
});
