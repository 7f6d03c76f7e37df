import { SUPPRESSION_CHECKS } from "../checks/tool/registry.ts";
import { suppressionInvalid } from "../checks/tool/suppression-invalid.ts";
import { suppressionUnused } from "../checks/tool/suppression-unused.ts";
import { placeOf } from "../config/read/file.ts";
import type { Comment, ConfigFile } from "../config/read/types.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { type Finding, makeFinding } from "../core/finding.ts";
import { neutralize } from "../core/text.ts";
import { SUPPRESSION_MARK } from "./settings.ts";

/** One rule that one comment suppresses. */
interface Suppression {
  file: ConfigFile;
  ruleId: string;
  /** The suppressed line (1-based); null: the whole file. */
  line: number | null;
  /** The place of the id. */
  offset: number;
  comment: Comment;
}

export interface SuppressionResult {
  /** The remaining findings, and those about the comments themselves. */
  findings: Finding[];
  suppressed: Finding[];
}

/**
 * Removes the findings that comments suppress. `known` are all rules, `ran` those that were run: only their suppressions
 * can be reported as unused.
 */
export function suppress(
  files: readonly ConfigFile[],
  findings: readonly Finding[],
  rules: { known: readonly string[]; ran: ReadonlySet<string> },
): SuppressionResult {
  const invalid: Finding[] = [];
  const suppressions = files.flatMap((file) =>
    file.comments.flatMap((comment) => readComment(file, comment, rules.known, invalid)),
  );
  const used = new Set<Suppression>();
  const suppressed = findings.filter((finding) => {
    const matches = suppressions.filter((s) => covers(s, finding));
    for (const match of matches) used.add(match);
    return matches.length > 0;
  });
  const left = findings.filter((finding) => !suppressed.includes(finding));
  const unused = suppressions.filter((s) => !used.has(s) && rules.ran.has(s.ruleId)).map(unusedFinding);
  return { findings: [...left, ...invalid, ...unused], suppressed };
}

function covers({ file, ruleId, line }: Suppression, finding: Finding): boolean {
  return finding.checkId === ruleId && finding.file === file.path && (line === null || line === finding.line);
}

/** `openclaw-local-disable-next-line a, b -- why`, possibly after the stars of a block comment. */
const DIRECTIVE = /^[\s*]*(openclaw-local-disable[\w-]*)(?![\w-])([\s\S]*)$/;
const MARK = SUPPRESSION_MARK;
const SCOPES: readonly string[] = [MARK, `${MARK}-line`, `${MARK}-next-line`];

function readComment(
  file: ConfigFile,
  comment: Comment,
  known: readonly string[],
  invalid: Finding[],
): Suppression[] {
  const [, word, rest] = DIRECTIVE.exec(comment.text) ?? [];
  if (word === undefined || rest === undefined) return [];
  const report = (message: string, fixHint: string, offset = comment.start) => {
    invalid.push(finding(suppressionInvalid, file, offset, message, fixHint));
    return [];
  };
  if (!SCOPES.includes(word)) {
    const near = didYouMean(word, SCOPES);
    return report(
      `"${word}" is not a suppression`,
      near === undefined ? `one of: ${SCOPES.join(", ")}` : `did you mean ${near}?`,
    );
  }
  const { names, reason } = splitReason(rest);
  const ids = [...new Set(names.split(/[\s,]+/).filter((name) => name !== ""))];
  if (ids.length === 0) {
    return report("The suppression names no rule", `write: ${word} <id> -- why`);
  }
  if (reason === "") {
    return report(
      `The suppression of ${ids.join(", ")} gives no reason, so it is ignored`,
      "add: -- and why",
    );
  }
  if (word === MARK && comment.end > file.root.start) {
    return report("A suppression of a whole file must be above the first {", "move it up, or use -next-line");
  }
  const line = lineOf(word, file, comment);
  return ids.flatMap((ruleId) => {
    const offset = comment.start + file.text.slice(comment.start, comment.end).indexOf(ruleId, word.length);
    if (known.includes(ruleId)) return [{ file, ruleId, line, offset, comment }];
    return report(...unknownRule(ruleId, known), offset);
  });
}

function unknownRule(id: string, known: readonly string[]): [message: string, fixHint: string] {
  const name = JSON.stringify(neutralize(id, 60));
  if (SUPPRESSION_CHECKS.some((check) => check.id === id)) {
    return [`${name} cannot be suppressed`, "turn it off in the settings, or with --skip"];
  }
  const near = didYouMean(id, known);
  return [
    `There is no rule ${name} to suppress`,
    near === undefined ? "list them: openclaw-local explain" : `did you mean ${near}?`,
  ];
}

/** Splits at the first `--`, which no id contains. */
function splitReason(rest: string): { names: string; reason: string } {
  const at = rest.indexOf("--");
  if (at < 0) return { names: rest, reason: "" };
  return {
    names: rest.slice(0, at),
    reason: rest
      .slice(at + 2)
      .replace(/[\s*]+/g, " ")
      .trim(),
  };
}

/** The suppressed line; null for the whole file. */
function lineOf(word: string, file: ConfigFile, comment: Comment): number | null {
  if (word === MARK) return null;
  if (word === `${MARK}-line`) return placeOf(file, comment).line;
  // Skip comments and blank lines, so that several suppressions can be stacked.
  const ends = /[\n\r\u2028\u2029]|$/g;
  ends.lastIndex = comment.end;
  let offset = ends.exec(file.text)?.index ?? comment.end;
  const space = /\s*/y;
  for (;;) {
    space.lastIndex = offset;
    space.exec(file.text);
    offset = space.lastIndex;
    const next = file.comments.find((c) => c.start === offset);
    if (next === undefined) break;
    offset = next.end;
  }
  return placeOf(file, { start: offset, end: offset }).line;
}

function unusedFinding({ file, ruleId, line, offset }: Suppression): Finding {
  const where = line === null ? "in this file" : `on line ${line}`;
  return finding(
    suppressionUnused,
    file,
    offset,
    `${ruleId} finds nothing ${where}, so this suppression is not needed`,
    "remove it",
    { rule: ruleId },
  );
}

function finding(
  about: { id: string; severity: Finding["severity"] },
  file: ConfigFile,
  offset: number,
  message: string,
  fixHint: string,
  evidence: Finding["evidence"] = {},
): Finding {
  const place = placeOf(file, { start: offset, end: offset });
  return makeFinding(about, { message, fixHint, evidence }, place);
}
