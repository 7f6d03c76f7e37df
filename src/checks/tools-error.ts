import { aboutProbe, errorRemedy, forProbes, quoted } from "./support/deep.ts";
import { restartCommands, toolsRemedy } from "./support/product.ts";
import type { AnswerProbe, Check, CheckContext, EndpointFacts, ModelFacts } from "./types.ts";

/** A plain chat works, the same with tools fails. */
export const toolsError: Check = {
  id: "tools-error",
  title: "Requests with tools fail",
  severity: "error",
  stage: "tools",
  deep: true,
  after: ["vllm-no-auto-tool-choice", "model-lacks-tools"],
  doc: {
    what: "The model answers a plain chat, but the same request with tools is refused, cut off or never answered.",
    why: "Every OpenClaw turn carries tools, so no turn works although “curl works”.",
    bad: 'HTTP 500 "tools param requires --jinja flag"',
    good: "Tool calling switched on at the server, with the parser of the model family.",
  },
  run(facts, context) {
    return forProbes(facts, "tools", (model, seen) => {
      const why = failure(seen);
      if (why === null) return null;
      return aboutProbe(facts, model, context, seen, {
        message: `${model.ref} answers a plain chat, but fails when tools are offered: ${why}`,
        evidence: { cause: seen.errorKind },
        ...remedy(facts, model, context, seen),
      });
    });
  },
};

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
