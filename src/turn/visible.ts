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
