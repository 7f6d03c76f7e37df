import { getIn } from "../../core/json.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import type { Check, CheckContext, EndpointFacts, ModelFacts } from "../server/types.ts";
import { aboutProbe, forProbes } from "../support/deep.ts";

/** Provider ids for which OpenClaw asks for usage on any host (read in 2026.9.6). */
const ALWAYS_ASKED = ["lmstudio", "vllm", "sglang"];

/** OpenClaw asks for token counts and gets none. */
export const usageMissingInStream: Check = {
  id: "usage-missing-in-stream",
  title: "The stream carries no token counts",
  severity: "warning",
  stage: "answers",
  deep: true,
  after: ["no-answer", "stream-cut", "answer-error", "error-under-200"],
  doc: {
    what: "OpenClaw asks for usage in the stream (stream_options.include_usage), and the server sends none.",
    why: "Without counts the context meter stays at 0 %, compaction never starts, and a long session ends in a hard overflow.",
    bad: "the last chunk before [DONE] has no usage",
    good: "a newer server, or a proxy that passes stream_options on",
  },
  run(facts, context) {
    return forProbes(facts, "answer", (model, seen) => {
      if (seen.route !== "chat" || seen.errorKind !== null || seen.usage !== null) return null;
      if (!asksForUsage(facts, model, context)) return null;
      return aboutProbe(facts, model, context, seen, {
        severity: "warning",
        message: `The stream of ${model.ref} carries no token counts, so OpenClaw cannot tell when to compact`,
        fixHint:
          facts.state.kind === "vllm"
            ? "update vLLM, or start it with --enable-force-include-usage"
            : "update the server, or let the proxy in front of it pass stream_options on",
      });
    });
  },
};

/** OpenClaw asks on 127.0.0.1 and localhost, for some provider ids, and where compat says so. */
function asksForUsage(facts: EndpointFacts, model: ModelFacts, context: CheckContext): boolean {
  const path = context.pathOf(facts, model, "compat", "supportsUsageInStreaming");
  const stated = path === null ? undefined : getIn(context.config?.value, path);
  if (typeof stated === "boolean") return stated;
  return ALWAYS_ASKED.includes(facts.provider?.id ?? "") || classifyUrl(facts.baseUrl) === "loopback";
}
