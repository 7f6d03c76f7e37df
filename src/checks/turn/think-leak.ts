import type { EndpointFacts } from "../facts.ts";
import { aboutProbe, forProbes } from "../support/deep.ts";
import { defineCheck } from "../types.ts";

/** Thoughts stand in the answer. */
export const thinkLeak = defineCheck({
  id: "think-leak",
  title: "Reasoning leaks into the answer",
  severity: "warning",
  doc: {
    what: "The answer's text holds <think> or </think>: the server does not separate reasoning from the answer.",
    why: "OpenClaw removes well-formed <think> blocks, but not one whose opening tag is missing. The thoughts then go out to chats, count as history, and break fixed replies such as heartbeats.",
    seen: 'content: "Let me see… </think> pong"',
    helps: 'reasoning_content: "Let me see…", content: "pong"',
  },
  turn: {
    stage: "answers",
    run(facts, context) {
      return forProbes(facts, "answer", (model, seen) => {
        if (!/<\/?think(ing)?>/i.test(seen.text)) return null;
        return aboutProbe(facts, model, context, seen, {
          severity: "warning",
          message: `${model.ref} writes its reasoning into the answer (a think tag is in the text)`,
          fixHint: hint(facts),
        });
      });
    },
  },
});

function hint(facts: EndpointFacts): string {
  switch (facts.state.kind) {
    case "vllm":
    case "sglang":
      return "start the server with the --reasoning-parser of this model family";
    case "llamacpp":
      return "start llama-server with --reasoning-format auto (the default of newer builds)";
    case "lmstudio":
      return "switch on “separate reasoning_content” in LM Studio: App Settings, Developer";
    default:
      return "switch on the server's reasoning parser, or set the agent's thinkingDefault to off";
  }
}
