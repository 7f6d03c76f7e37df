import { answered } from "../../turn/probes/outcome.ts";
import type { AnswerProbe } from "../../turn/types.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import { aboutProbe, errorRemedy, forProbes, quoted } from "../support/deep.ts";
import { evidence } from "../support/outcome.ts";
import { restartCommands, toolsRemedy } from "../support/product.ts";
import { type CheckContext, defineCheck } from "../types.ts";

/** A plain chat works, the same with tools fails. */
export const toolsError = defineCheck({
  id: "tools-error",
  title: "Requests with tools fail",
  severity: "error",
  doc: {
    what: "The model answers a plain chat, but the same request with tools, or with a tool's result, is refused, cut off or never answered.",
    why: "Every OpenClaw turn carries tools, so no turn works although “curl works”.",
    seen: 'HTTP 500 "tools param requires --jinja flag"',
    helps: "Tool calling switched on at the server, with the parser of the model family.",
  },
  turn: {
    stage: "tools",
    after: [
      "vllm-no-auto-tool-choice",
      "model-lacks-tools",
      "llamacpp-tool-schema-400",
      "strict-message-keys",
      "tool-result-name",
    ],
    run(facts, context) {
      return forProbes(facts, "tools", (model, seen) => {
        const why = failure(seen);
        if (why === null) return byResult(facts, model, context);
        return aboutProbe(facts, model, context, seen, {
          message: `${model.ref} answers a plain chat, but fails when tools are offered: ${why}`,
          evidence: evidence({ cause: seen.errorKind, oneTool: told(model.deep?.probes["one-tool"]) }),
          ...remedy(facts, model, context, seen),
        });
      });
    },
  },
});

/** "answered" or "refused"; undefined when it was not tried. */
function told(seen: AnswerProbe | undefined): string | undefined {
  return seen && (answered(seen) ? "answered" : "refused");
}

/** The call came, and what comes behind it is refused. */
function byResult(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const seen = model.deep?.probes["follow-up"];
  const why = seen ? failure(seen) : null;
  if (!seen || why === null) return null;
  const template = seen.errorKind === "template";
  return aboutProbe(facts, model, context, seen, {
    message: `${model.ref} calls a tool, but fails when it gets the result: ${why}`,
    evidence: { cause: seen.errorKind },
    ...(template
      ? { fixHint: "update the server and the model file, or give the server another chat template" }
      : errorRemedy(seen.errorKind ?? "other", facts, model, context)),
  });
}

function failure(seen: AnswerProbe): string | null {
  if (seen.errorKind === "timeout") return `no end within ${Math.round(seen.totalMs / 1000)} s`;
  if (seen.errorKind !== null) return quoted(seen);
  return seen.streamFaults.includes("cut") ? "the stream breaks off" : null;
}

/** The server's setup, where the text points to it; else by the cause. */
function remedy(facts: EndpointFacts, model: ModelFacts, context: CheckContext, seen: AnswerProbe) {
  if (/requires --jinja/i.test(seen.error ?? "")) {
    const commands = restartCommands(facts, model, context);
    return {
      fixHint: "start llama-server without --no-jinja (builds before b7170: with --jinja)",
      fix: commands.length > 0 ? { commands, edits: [], safe: false } : null,
    };
  }
  const setup = ["no-tool-parser", "template", "tools-unsupported"].includes(seen.errorKind ?? "");
  return setup
    ? toolsRemedy(facts, model, context)
    : errorRemedy(seen.errorKind ?? "other", facts, model, context);
}
