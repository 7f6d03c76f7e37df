import { type OwnFile, readOwnFile } from "../../config/read/own-file.ts";
import { UserError } from "../../core/errors.ts";
import { asArray, asString, getKey, isObject, type Json, type JsonObject } from "../../core/json.ts";
import { packageFile } from "../../core/package-root.ts";
import type { ConfigPath } from "../../core/path.ts";
import { firstFault } from "../../openclaw/schema/validate.ts";
import type { Fs } from "../../ports/index.ts";
import type { ToolSpec } from "../tools.ts";
import { EXAM_FILE } from "./schema.ts";
import type { Exam, ExamStep, ExamTask } from "./types.ts";

const HINT = "docs/exam.md says what an exam file holds";

/** The parts of one file. */
interface Part {
  system: string | undefined;
  tools: ToolSpec[];
  tasks: ExamTask[];
  wrongAt: OwnFile["wrongAt"];
}

/** Where exam files come from. */
export interface ExamSources {
  fs: Fs;
  /** A file or folder of the command line: only its tasks are given. Null: the shipped ones and those of `ownDir`. */
  chosen: string | null;
  /** The user's own folder; its tasks are added, and one with the id of a shipped task replaces that. Null: none are. */
  ownDir: string | null;
  /** How a path is shown. */
  show(path: string): string;
}

/**
 * Reads the exam: the shipped agent and tasks, and those of the user. Throws UserError with file:line:column for the
 * first thing that is wrong in a file.
 */
export function loadExam(sources: ExamSources): Exam {
  const shipped = filesOf(packageFile("data", "exam"), sources).map((path) => readPart(path, sources));
  const own = ownFiles(sources).map((path) => readPart(path, sources));
  const all = [...shipped, ...own];
  // a tool that is described again replaces the earlier one, as does a task with a known id
  const tools = unique(
    all.flatMap((part) => part.tools),
    ({ name }) => name,
  );
  for (const part of own) checkTools(part, tools);
  const given = sources.chosen === null ? all : own;
  const tasks = unique(
    given.flatMap((part) => part.tasks),
    ({ id }) => id,
  );
  if (tasks.length === 0) {
    throw new UserError(`--exam: ${sources.show(sources.chosen ?? "")} holds no task`, { hint: HINT });
  }
  const system = all.findLast((part) => part.system !== undefined)?.system ?? "";
  return { agent: { system, tools }, tasks };
}

function ownFiles(sources: ExamSources): string[] {
  const { fs, chosen, ownDir } = sources;
  if (chosen === null) return ownDir === null || fs.info(ownDir) === null ? [] : filesOf(ownDir, sources);
  const info = fs.info(chosen);
  if (info === null) throw new UserError(`--exam: ${sources.show(chosen)} does not exist`);
  return info.kind === "directory" ? filesOf(chosen, sources) : [chosen];
}

function filesOf(dir: string, { fs }: ExamSources): string[] {
  const names = fs.list(dir).filter((name) => /\.json5?$/.test(name));
  return names.sort().map((name) => `${dir.replace(/[/\\]$/, "")}/${name}`);
}

function readPart(path: string, { fs, show }: ExamSources): Part {
  const bytes = fs.readFile(path);
  const shown = show(path);
  if (bytes === null) throw new UserError(`--exam: ${shown} does not exist`);
  const { value, wrongAt } = readOwnFile(path, bytes, { shown, root: "the exam", hint: HINT });
  const fault = firstFault(EXAM_FILE, value);
  if (fault !== null) throw wrongAt(fault.path, fault.message);
  return {
    wrongAt,
    system: asString(getKey(value, "system")),
    tools: asArray(getKey(value, "tools")).map((raw) => ({
      name: textOf(raw, "name"),
      description: textOf(raw, "description"),
      parameters: objectOf(getKey(raw, "parameters")),
    })),
    tasks: asArray(getKey(value, "tasks")).map((raw, i) => taskOf(raw, ["tasks", i], wrongAt)),
  };
}

function taskOf(raw: Json, path: ConfigPath, wrongAt: OwnFile["wrongAt"]): ExamTask {
  const regex = (text: string, ...at: ConfigPath): RegExp => {
    try {
      return new RegExp(text, "iu");
    } catch {
      throw wrongAt([...path, ...at], "is no regular expression");
    }
  };
  const steps = asArray(getKey(raw, "steps")).map((step, i): ExamStep => {
    const named = getKey(step, "tool");
    const wanted = Object.entries(objectOf(getKey(step, "arguments")));
    return {
      tools: Array.isArray(named) ? named.filter((t) => typeof t === "string") : [asString(named) ?? ""],
      arguments: wanted.map(([name, pattern]) => ({
        name,
        pattern: regex(asString(pattern) ?? "", "steps", i, "arguments", name),
      })),
      result: asString(getKey(step, "result")) ?? "done",
    };
  });
  const answer = getKey(raw, "answer");
  const matches = asString(getKey(answer, "matches"));
  const json = getKey(answer, "json");
  const pattern = matches === undefined ? null : regex(matches, "answer", "matches");
  if (steps.length === 0 && answer === undefined) throw wrongAt(path, "needs steps, an answer or both");
  return {
    id: textOf(raw, "id"),
    title: textOf(raw, "title"),
    prompt: textOf(raw, "prompt"),
    longPrompt: getKey(raw, "longPrompt") === true,
    steps,
    answer: answer === undefined ? null : { pattern, json: isObject(json) ? json : null },
  };
}

/** A step that names a tool that is not offered could never be passed. */
function checkTools({ tasks, wrongAt }: Part, tools: readonly ToolSpec[]): void {
  const offered = tools.map((tool) => tool.name);
  for (const [task, { steps }] of tasks.entries()) {
    for (const [i, step] of steps.entries()) {
      const unknown = step.tools.find((name) => !offered.includes(name));
      if (unknown === undefined) continue;
      const message = `no tool is named ${unknown}; there are ${offered.join(", ")}`;
      throw wrongAt(["tasks", task, "steps", i, "tool"], message);
    }
  }
}

function textOf(raw: Json, key: string): string {
  return asString(getKey(raw, key)) ?? "";
}

function objectOf(raw: Json | undefined): JsonObject {
  return isObject(raw) ? raw : {};
}

/** The last item of each name, where the first of that name stood. */
function unique<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [nameOf(item), item])).values()];
}
