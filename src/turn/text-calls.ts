import { isObject } from "../core/json.ts";
import { callFormOf } from "../servers/shared/forms.ts";
import { AGENT_TOOLS, type ToolSpec } from "./tools.ts";

/** A tool call that a model wrote into its text. */
export interface TextCall {
  /** What people call the form; null: none that is known by name. */
  form: string | null;
  /** True for the few forms that OpenClaw executes when nothing else is in the answer. */
  executed: boolean;
}

/** Words that stand between the name of a tool and its first argument, in any known markup. */
const MARKUP_WORDS = new Set(
  "tool tools call calls function functions functioncall name arguments argument args arg key value values parameter parameters param params input inputs action begin end start sep section id type object string true false json xml code message commentary analysis constrain invoke dsml steptml antml minimax seed kwargs python call_id request in".split(
    " ",
  ),
);
const MAX_GAP = 200;

/** The tool call that a text contains unparsed; null: none. */
export function callInText(text: string, tools: readonly ToolSpec[] = AGENT_TOOLS): TextCall | null {
  const form = callFormOf(text)?.label ?? null;
  const isCall = tools.some((tool) => callsTool(text, tool)) || MARKERS.test(text);
  return isCall ? { form, executed: isExecuted(text, tools) } : null;
}

/** Marks that stand in calls only, also where the call is cut off or names no tool. */
const MARKERS =
  /<tool_calls?>\s*(?:[[{<]|\w+\s*(?:<|$)|$)|<tool_call\|>|<function=|<(?:minimax|seed):tool_call>|<\|tool_call|\[TOOL_(?:CALLS?|REQUEST)\]|<\|python_tag\|>|[\uFF5C|]DSML[\uFF5C|]|tool[\u2581_]calls?[\u2581_]begin|<\|channel\|>commentary to=|<start_function_call>|<\|action_start\|>|functools\s*\[|<TOOLCALL>|<longcat_tool_call>|\bto=functions\.|<function_calls>\s*(?:[[{<]|\w+\()/i;

function callsTool(text: string, { name, parameters }: ToolSpec): boolean {
  const keys = Object.keys(isObject(parameters["properties"]) ? parameters["properties"] : {});
  const named = new RegExp(
    String.raw`["'](?:name|tool|tool_name|function|function_name|action|recipient_name)["']\s*:\s*["'](?:functions[.:])?${name}["']`,
  );
  const asFunction = new RegExp(
    String.raw`(?:^|[^\w.])(?:functions\.)?${name}\s*\(\s*(?:(?:${keys.join("|")})\s*=|\{)`,
  );
  // in a sentence, a call with values alone is an example
  const asLine = new RegExp(String.raw`(?:^|[\n[>;(\x60])\s*(?:functions\.)?${name}\s*\(\s*["']`);
  if ([named, asFunction, asLine].some((one) => one.test(text))) return true;
  const marked = new RegExp(
    String.raw`(?:^|[<>"'=.:/|\uFF5C[\]\n}#])\s*${name}(?=["'<>\]:({\n\uFF5C|[]|\s*[{<\n]|\s+(?:code|json)\b)`,
    "gi",
  );
  return [...text.matchAll(marked)].some(({ index, 0: match }) =>
    argumentFollows(text.slice(index + match.length, index + match.length + MAX_GAP), keys),
  );
}

/** True when an argument of the tool follows, with nothing but markup before it. */
function argumentFollows(rest: string, keys: readonly string[]): boolean {
  const words = [...rest.matchAll(/[\p{L}]+/gu)];
  for (const { 0: word, index } of words) {
    const marked = /[^\w\s]\s*$/.test(rest.slice(0, index));
    const after = rest.slice(index + word.length, index + word.length + 12);
    if (keys.includes(word) && marked && /^["'`]?\s*(?:[:=>]|["'`]?\s+string=|<\/)/.test(after)) return true;
    if (!MARKUP_WORDS.has(word.toLowerCase())) return false;
  }
  return false;
}

const PARAMETERS = String.raw`(?:\s*<parameter=[\w.:-]+>[\s\S]*?</parameter>)`;
const OBJECT = String.raw`\s*\{[\s\S]*\}\s*`;

/**
 * True when the text is nothing but calls in the grammar of OpenClaw's packages/tool-call-repair (2026.9.6), which turns
 * such an answer into proper calls. Text around them, or another wrapper, ends that.
 */
function isExecuted(text: string, tools: readonly ToolSpec[]): boolean {
  const name = `(?:${tools.map((tool) => tool.name).join("|")})`;
  const block = [
    String.raw`<function=${name}>${PARAMETERS}*\s*</function>`,
    String.raw`\[${name}\][ \t]*\r?\n(?:${OBJECT}(?:\[END_TOOL_REQUEST\]|\[/${name}\])|${PARAMETERS}+\s*</function>)`,
    String.raw`\[tool:${name}\](?:${OBJECT}(?:<\|call\|>|\[END_TOOL_REQUEST\]|\[/${name}\])?|${PARAMETERS}+(?:\s*</function>)?)`,
    String.raw`(?:<\|channel\|>)?(?:commentary|analysis|final)[ \t]+to=${name}[ \t]+code\s*(?:<\|message\|>)?${OBJECT}(?:<\|call\|>|\[END_TOOL_REQUEST\]|\[/${name}\])?`,
  ].join("|");
  return new RegExp(String.raw`^\s*(?:(?:${block})\s*)+$`, "i").test(text);
}
