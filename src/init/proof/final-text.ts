import { harmonyMark, reasoningMark } from "../../turn/visible.ts";
import type { Step } from "./types.ts";

const CHANNELS = "WhatsApp and other channels";

/**
 * Whether channels get the final text only, by the answers of the server (`raw`) and what OpenClaw made of one (`sent`).
 * Reasoning that OpenClaw hides does not reach a channel.
 */
export function finalText(raw: readonly string[], sent: readonly string[]): Step {
  const texts = [...raw, ...sent].filter((text) => text.trim() !== "");
  if (texts.length === 0) return { outcome: "unverified", detail: "there was no answer to look at" };
  for (const text of texts) {
    const leak = reasoningMark(text);
    const mark = harmonyMark(text) ?? (leak?.hidden === false ? leak.mark : undefined);
    if (mark !== undefined)
      return {
        outcome: "failed",
        detail: `${CHANNELS} would show reasoning to the user: ${mark.slice(0, 40)}`,
      };
  }
  const hidden = texts.map(reasoningMark).find((leak) => leak !== null);
  return {
    outcome: "passed",
    detail: hidden
      ? `${CHANNELS} get the final text only, because OpenClaw hides the reasoning in the answer (${hidden.mark})`
      : `no reasoning in it: ${CHANNELS} get the final text only`,
  };
}
