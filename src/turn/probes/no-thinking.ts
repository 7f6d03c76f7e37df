import { isObject } from "../../core/json.ts";
import { shortToolsRequest } from "../sizes.ts";
import { shaped, stillNoCall } from "./outcome.ts";
import type { Probe, ProbeRun } from "./types.ts";

/** Does the model think, and talk, instead of calling? */
export const noThinking: Probe = {
  id: "no-thinking",
  title: "looking for the cause, without thinking",
  kind: "diagnosis",
  sends: "the twelve tools behind the short prompt, with chat_template_kwargs.enable_thinking false",
  cost: "about 3,500 tokens of prompt",
  wanted: (run) => run.target.route === "chat" && !isOff(run) && stillNoCall(run),
  request: (run) => ({
    ...shortToolsRequest(run),
    ...shaped(run, {
      extraBody: {
        ...run.target.shape.extraBody,
        chat_template_kwargs: { ...kwargsOf(run), enable_thinking: false },
      },
    }),
  }),
};

function kwargsOf({ target }: ProbeRun) {
  const kwargs = target.shape.extraBody["chat_template_kwargs"];
  return isObject(kwargs) ? kwargs : {};
}

function isOff(run: ProbeRun): boolean {
  return kwargsOf(run)["enable_thinking"] === false;
}
