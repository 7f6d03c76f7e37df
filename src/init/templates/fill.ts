import JSON5 from "json5";
import { isObject, type Json } from "../../core/json.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { keyLiteral, valueLiteral } from "./literal.ts";
import type { FilledTemplate, Template, TemplateValues } from "./types.ts";

const MEMBER = /^(\s*)("[^"]*"|[\w$]+): (.*)$/;
const WHOLE = /^"\{\{(\w+)(\??)\}\}"(,?)$/;
const ANY = /\{\{(\w+)(\??)\}\}/g;
const SINCE = /^\/\/ @since (\S+)$/;

/**
 * Fills a template for one OpenClaw version. Of its comments only those with a placeholder go into the text. It drops a
 * member and the comment above it when its optional placeholder has
 * no value or its `@since` is newer than the version. It works on lines: the shipped templates have one member per line
 * and close a block at its opening indent (tests check that).
 */
export function fillTemplate(template: Template, values: TemplateValues, openclaw: string): FilledTemplate {
  const out: string[] = [];
  const lines = template.text.split("\n");
  let comments: string[] = [];
  let since: string | null = null;
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? "";
    const trimmed = line.trim();
    if (trimmed.startsWith("//")) {
      since = SINCE.exec(trimmed)?.[1] ?? since;
      if (!trimmed.startsWith("// @")) comments.push(...fillComment(line, values));
      continue;
    }
    const tooNew = since !== null && compareVersions(openclaw, since) < 0;
    const filled = tooNew ? null : fillLine(template.id, line, values);
    if (filled === null) i = endOfMember(lines, i);
    else out.push(...comments, filled);
    comments = [];
    since = null;
  }
  const text = out.join("\n");
  const value: unknown = JSON5.parse(text);
  if (!isObject(value)) throw new Error(`template ${template.id} is not an object`);
  return { text, value };
}

/** The filled line of a member; null when the member is dropped. */
function fillLine(id: string, line: string, values: TemplateValues): string | null {
  const member = MEMBER.exec(line);
  if (member === null) return line;
  const [, indent = "", rawKey = "", rawValue = ""] = member;
  const fill = (raw: string, literal: (value: Json) => string): string | null => {
    const whole = WHOLE.exec(raw);
    if (whole === null) return raw;
    const [, name = "", optional, comma = ""] = whole;
    const value = placeholderValue(values, name);
    if (value !== undefined) return `${literal(value)}${comma}`;
    if (optional !== "?") throw new Error(`template ${id} needs a value for ${name}`);
    return null;
  };
  const key = fill(rawKey, (value) => keyLiteral(String(value)));
  const value = fill(rawValue, (to) => valueLiteral(to, indent));
  return key === null || value === null ? null : `${indent}${key}: ${value}`;
}

function placeholderValue(values: TemplateValues, name: string): Json | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** The filled comment line; none when a value is missing. Comments without one explain the template to its reader. */
function fillComment(line: string, values: TemplateValues): string[] {
  let missing = !/\{\{\w+\??\}\}/.test(line);
  const filled = line.replace(ANY, (_all, name: string) => {
    const value = placeholderValue(values, name);
    if (value === undefined) missing = true;
    return String(value ?? "").replace(/\s+/g, " ");
  });
  return missing ? [] : [filled];
}

/** Index of the last line of the member that starts at `start`. */
function endOfMember(lines: readonly string[], start: number): number {
  const line = lines[start] ?? "";
  if (!/[[{]$/.test(line)) return start;
  const indent = /^\s*/.exec(line)?.[0] ?? "";
  for (let i = start + 1; i < lines.length; i += 1) {
    if (lines[i]?.startsWith(`${indent}}`) || lines[i]?.startsWith(`${indent}]`)) return i;
  }
  return lines.length - 1;
}
