import { getIn, isObject, type JsonObject, parseJson } from "../../core/json.ts";
import type { Measure } from "../../core/measured.ts";
import { validate } from "../../openclaw/schema/validate.ts";
import type { ToolSpec } from "../tools.ts";
import type { ExamStep, ExamTask } from "./types.ts";

/** How often the same call with the same arguments makes a loop. */
export const LOOP_CALLS = 3;

/** Marks of reasoning that the server should have separated from the text. */
const REASONING =
  /<\/?(think|thinking|reasoning|seed:think)>|<\|channel\|>|\[\/?THINK\]|<\|(begin|end)_of_thought\|>/i;

export function leaksReasoning(text: string): boolean {
  return REASONING.test(text);
}

/** True when the same 8 to 200 characters, letters among them, stand four times in a row. */
export function repeatsItself(text: string): boolean {
  for (const [, piece = ""] of text.matchAll(/(.{8,200}?)\1{3,}/gsu)) {
    if (/\p{L}\s*\p{L}/u.test(piece)) return true;
  }
  return false;
}

/** What is wrong with the arguments of a call, by the tool's schema and by the task; null: nothing. */
export function argumentFault(args: JsonObject, tool: ToolSpec, step: ExamStep): string | null {
  const [issue] = validate(tool.parameters, args).issues;
  if (issue !== undefined) return `arguments of ${tool.name}: ${issue.path.join(".")} ${issue.message}`;
  for (const { name, pattern } of step.arguments) {
    const value = getIn(args, name.split("."));
    if (value === undefined) return `arguments of ${tool.name}: ${name} is missing`;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (!pattern.test(text)) return `arguments of ${tool.name}: ${name} is not what was asked for`;
  }
  return null;
}

/** The arguments as an object; null: they are no JSON object. An empty text means no arguments. */
export function parsedArguments(text: string): JsonObject | null {
  const value = text.trim() === "" ? {} : parseJson(text);
  return isObject(value) ? value : null;
}

/** A text that is the same for the same call, whatever the order of its arguments. */
export function signature(name: string, argumentsJson: string): string {
  const args = parsedArguments(argumentsJson);
  if (args === null) return `${name} ${argumentsJson}`;
  const sorted = Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name} ${JSON.stringify(sorted)}`;
}

/**
 * What is wrong with the JSON of an answer; null: nothing. A fence around it is tolerated, since agents strip it; leaked
 * reasoning before it is a fault of its own.
 */
export function jsonFault(text: string, schema: JsonObject): string | null {
  const bare = text
    .replace(/^[\s\S]*<\/(?:think|thinking|reasoning|seed:think)>/i, "")
    .trim()
    .replace(/^```(?:json)?\s*/i, "")
    .replace(/\s*```$/, "");
  const value = parseJson(bare);
  if (value === undefined) return "the answer is not the JSON alone that was asked for";
  const [issue] = validate(schema, value).issues;
  return issue === undefined ? null : `the JSON of the answer: ${issue.path.join(".")} ${issue.message}`;
}

/** True when the task plants an instruction in a tool's result. */
export function plants(task: ExamTask): boolean {
  return task.steps.some((step) => step.result.includes("{canary}"));
}

/** The measures that an attempt at the task can judge. */
export function judgedBy(task: ExamTask): Measure[] {
  const calls = task.steps.length > 0;
  return [
    ...(calls ? (["calls", "tool", "arguments"] as const) : (["tool"] as const)),
    ...(calls && task.answer !== null ? (["steps"] as const) : []),
    ...(task.answer?.json ? (["json"] as const) : []),
    ...(plants(task) ? (["planted"] as const) : []),
    "loops",
    "reasoning",
  ];
}
