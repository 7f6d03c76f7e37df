import { aboutProbe, perProbe } from "../support/deep.ts";
import { only } from "../support/helps.ts";
import { TOOLS } from "../support/helps-parsing.ts";
import { toolsRemedy } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const vllmNoAutoToolChoice = defineCheck({
  id: "vllm-no-auto-tool-choice",
  title: "vLLM was started without tool calling",
  severity: "error",
  doc: {
    what: 'The server refuses tool_choice "auto" because it was started without --enable-auto-tool-choice and --tool-call-parser.',
    why: "Every OpenClaw turn sends tools and tool_choice auto, so every turn fails with a 400, while a plain chat works.",
    seen: "vllm serve MODEL",
    helps: {
      byServer: only("vllm", TOOLS.vllm ?? null),
      also: {
        "what starts vLLM for you":
          "`--enable-auto-tool-choice --tool-call-parser PARSER` in the parameters of its backend (GPUStack and others)",
      },
    },
  },
  turn: {
    stage: "tools",
    run: perProbe("tools", (subject, seen) => {
      if (seen.errorKind !== "no-tool-parser" || /jinja/i.test(seen.error ?? "")) return null;
      return aboutProbe(subject, seen, {
        message: `The server of ${subject.model.ref} refuses tools: it was started without --enable-auto-tool-choice and --tool-call-parser`,
        ...toolsRemedy(subject),
      });
    }),
  },
});
