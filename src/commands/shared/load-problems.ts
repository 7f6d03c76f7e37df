import type { RuleDoc } from "../../checks/config/types.ts";
import type { LoadProblem } from "../../config/read/types.ts";
import { type Finding, makeFinding, type Severity } from "../../core/finding.ts";

interface ProblemAbout {
  id: string;
  title: string;
  severity: Severity;
  doc: RuleDoc;
}

/** Why a config could not be read at all, in the form of a finding, so that every format shows it at its place. */
const SYNTAX: ProblemAbout = {
  id: "config-syntax",
  title: "The file is not valid JSON5",
  severity: "error",
  doc: {
    what: "The file cannot be parsed: a comma, quote or bracket is missing or one too many, or the file is empty.",
    why: "OpenClaw refuses to start with it, or goes on with the configuration it last knew. No tool can edit it safely, so this one does not touch it either.",
    bad: '{\n  models: { mode: "merge" }\n  agents: {},\n}',
    good: '{\n  models: { mode: "merge" },\n  agents: {},\n}',
  },
};
const UNREADABLE: ProblemAbout = {
  id: "config-unreadable",
  title: "The file cannot be read",
  severity: "error",
  doc: {
    what: "There is no such file, it is a folder, or this user may not read it.",
    why: "Nothing in it was checked.",
    bad: "// openclaw-local lint no-such-file.json",
    good: "// openclaw-local lint ~/.openclaw/openclaw.json",
  },
};
const INCLUDE: ProblemAbout = {
  id: "config-include",
  title: "An $include cannot be followed",
  severity: "error",
  doc: {
    what: "An $include names a file that is missing, broken, part of a circle, or outside of the folders that OpenClaw allows.",
    why: "OpenClaw then refuses the whole config.",
    bad: '{ $include: "./no-such-file.json5" }',
    good: '{ $include: "./models.json5" }',
  },
};

export const LOAD_PROBLEMS: readonly ProblemAbout[] = [SYNTAX, UNREADABLE, INCLUDE];

/** `file` is shown where the problem has no place in it (a missing file). */
export function problemFinding(problem: LoadProblem, file: string): Finding {
  const about = problem.kind === "include" ? INCLUDE : problem.place === null ? UNREADABLE : SYNTAX;
  const draft = { message: problem.message, fixHint: problem.hint };
  const finding = makeFinding(about.id, about.severity, draft, problem.place);
  return problem.place === null ? { ...finding, file } : finding;
}
