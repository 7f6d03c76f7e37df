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
 * Puts values into a template, for one OpenClaw version. A member goes, together with the comment above it, when its
 * optional placeholder has no value or when its `@since` is newer than the version. Works on lines: the shipped
 * templates keep one member a line and close a block at the indent at which it was opened (held by the tests).
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
  if (!isObject(value)) throw new Error(`template ${template.id} is no object`);
  return { text, value };
}

/** The line of a member with its values; null when the member has to go. */
function fillLine(id: string, line: string, values: TemplateValues): string | null {
  const member = MEMBER.exec(line);
  if (member === null) return line;
  const [, indent = "", rawKey = "", rawValue = ""] = member;
  const key = fillKey(id, rawKey, values);
  const value = fillValue(id, rawValue, indent, values);
  return key === null || value === null ? null : `${indent}${key}: ${value}`;
}

function fillKey(id: string, raw: string, values: TemplateValues): string | null {
  const whole = WHOLE.exec(raw);
  if (whole === null) return raw;
  const value = lookUp(id, whole[1] ?? "", whole[2] === "?", values);
  return value === undefined ? null : keyLiteral(String(value));
}

function fillValue(id: string, raw: string, indent: string, values: TemplateValues): string | null {
  const whole = WHOLE.exec(raw);
  if (whole === null) return raw;
  const value = lookUp(id, whole[1] ?? "", whole[2] === "?", values);
  return value === undefined ? null : `${valueLiteral(value, indent)}${whole[3] ?? ""}`;
}

function lookUp(id: string, name: string, optional: boolean, values: TemplateValues): Json | undefined {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined && !optional) throw new Error(`template ${id} needs a value for ${name}`);
  return value;
}

/** A comment line with its values; none when a value is missing, so that no half sentence stays. */
function fillComment(line: string, values: TemplateValues): string[] {
  let missing = false;
  const filled = line.replace(ANY, (_all, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
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
