import { UserError } from "../../core/errors.ts";
import type { Severity } from "../../core/finding.ts";
import { SEVERITIES } from "../../core/finding.ts";
import { FORMAT_NAMES, type FormatName } from "../../report/registry.ts";

/** Options as the command line gave them; the readers below are the only way into them. */
export type RawOptions = Readonly<Record<string, unknown>>;

export function textOption(raw: RawOptions, name: string): string | undefined {
  const value = raw[name];
  return typeof value === "string" ? value : undefined;
}

export function flagOption(raw: RawOptions, name: string): boolean {
  return raw[name] === true;
}

export function numberOption(raw: RawOptions, name: string): number | undefined {
  const value = raw[name];
  return typeof value === "number" ? value : undefined;
}

export function listOption(raw: RawOptions, name: string): string[] {
  const value = raw[name];
  return Array.isArray(value) ? value.filter((v) => typeof v === "string") : [];
}

/** --no-input. */
export function noInputOption(raw: RawOptions): boolean {
  return raw["input"] === false;
}

export function colorOption(raw: RawOptions): boolean | undefined {
  const value = raw["color"];
  return typeof value === "boolean" ? value : undefined;
}

/** Where one format goes: `file` null is standard output. */
export interface FormatTarget {
  name: FormatName;
  file: string | null;
}

/** --json and --format together; pretty on stdout when neither is given. At most one format may go to stdout. */
export function formatOption(raw: RawOptions): FormatTarget[] {
  const targets = listOption(raw, "format").map(parseFormat);
  if (flagOption(raw, "json") && !targets.some((t) => t.name === "json" && t.file === null)) {
    targets.push({ name: "json", file: null });
  }
  const toStdout = targets.filter((t) => t.file === null);
  if (toStdout.length > 1) {
    throw new UserError(
      `only one format can go to standard output, not ${toStdout.map((t) => t.name).join(" and ")}`,
      {
        hint: `write the others to files: --format ${toStdout[1]?.name ?? "sarif"}=report.txt`,
      },
    );
  }
  return toStdout.length === 0 ? [{ name: "pretty", file: null }, ...targets] : targets;
}

function parseFormat(text: string): FormatTarget {
  const equals = text.indexOf("=");
  const name = equals < 0 ? text : text.slice(0, equals);
  const file = equals < 0 ? null : text.slice(equals + 1);
  const known = FORMAT_NAMES.find((f) => f === name);
  if (known === undefined) {
    throw new UserError(`unknown format ${JSON.stringify(name)}`, {
      hint: `one of: ${FORMAT_NAMES.join(", ")}`,
    });
  }
  if (file === "")
    throw new UserError(`--format ${text} names no file`, { hint: `write --format ${name}=path` });
  return { name: known, file };
}

/** What decides the exit status of doctor and lint. */
export interface Gate {
  severityMin: Severity;
  maxWarnings: number | undefined;
  exitZero: boolean;
}

export function gateOption(raw: RawOptions): Gate {
  const level = textOption(raw, "severityMin") ?? "error";
  const severityMin = SEVERITIES.find((s) => s === level);
  if (severityMin === undefined) {
    throw new UserError(`--severity-min ${level} is not a severity`, {
      hint: `one of: ${SEVERITIES.join(", ")}`,
    });
  }
  return {
    severityMin,
    maxWarnings: numberOption(raw, "maxWarnings"),
    exitZero: flagOption(raw, "exitZero"),
  };
}
