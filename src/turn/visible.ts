/** The tags in which OpenClaw hides reasoning (REASONING_TAG_NAMES of 2026.9.6). */
const TAG = "(?:antml:|mm:)?(?:think|thinking|thought|reasoning)|internal|antthinking";
const BLOCK = new RegExp(String.raw`<\s*(${TAG})\b[^<>]*>[\s\S]*?<\s*/\s*(?:${TAG})\s*>`, "gi");
const BEFORE_END = new RegExp(String.raw`^[\s\S]*<\s*/\s*(?:${TAG})\s*>`, "i");

/** The text without the reasoning that OpenClaw hides: blocks in tags, and all before an end that has no start. */
export function visibleText(text: string): string {
  return text.replace(BLOCK, "").replace(BEFORE_END, "");
}

const OPENED = new RegExp(String.raw`^\s*(?:<\s*(?:${TAG}|seed:think)\s*>|\[THINK\]|<\|channel\|?>)`, "i");
const CLOSED = /<\s*\/|\[\/THINK\]|<channel\|>|<\|channel\|>final/i;

/** True when the text begins with a thought and ends inside it. */
export function isInThought(text: string): boolean {
  return OPENED.test(text) && !CLOSED.test(text);
}

/** Marks that OpenClaw 2026.9.6 hides with what they enclose. */
const HIDDEN = /<\s*\/?\s*(?:antml:|mm:)?(?:think|thinking|thought|reasoning)\s*>|<\|channel>thought/i;

/** Marks that it leaves in the text, or removes without the reasoning. Each was tried on its sanitizeAssistantVisibleText. */
const SHOWN =
  /\[\/?THINK\]|<\s*(?:think|thinking|thought|reasoning)\s*>|<\/?(?:seed:think|longcat_think|think_never_used\w*|reflection|scratchpad)>|\u25C1\/?think\u25B7|<unused9[45]>|<[|\uFF5C]\/?(?:thinking|inner_prefix|inner_suffix|START_THINKING|END_THINKING|begin_of_thought|end_of_thought)[|\uFF5C]>|^\s*Here(?:'s| is) my thought process:/i;

/** The mark of reasoning in an answer, and whether OpenClaw hides it from the user; null: none. */
export function reasoningMark(text: string): { mark: string; hidden: boolean } | null {
  const shown = SHOWN.exec(visibleText(text))?.[0].trim();
  const mark = shown ?? HIDDEN.exec(text)?.[0];
  return mark === undefined ? null : { mark, hidden: shown === undefined };
}

/** Other families use <|end|> and <|start|>, too (Phi ends its turns with <|end|>). */
const HARMONY =
  /<\|(?:channel|message|constrain)\|>|<\|start\|>assistant|\bto=functions\.\w+|^analysis(?=[\s\S]*assistant(?:final|commentary|analysis))|^assistantfinal/;

/** The first channel tag of gpt-oss (harmony format) in a text; null: none. */
export function harmonyMark(text: string): string | null {
  return HARMONY.exec(text)?.[0] ?? null;
}
