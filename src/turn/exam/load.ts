import { decode, ProblemError, parseFile, placeOf } from "../../config/read/file.ts";
import { anchorOf, nearestNode } from "../../config/read/locate.ts";
import { nodeValue } from "../../config/read/scan.ts";
import type { ConfigFile } from "../../config/read/types.ts";
import { UserError } from "../../core/errors.ts";
import { asArray, asString, getKey, isObject, type Json, type JsonObject } from "../../core/json.ts";
import { packageFile } from "../../core/package-root.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { validate } from "../../openclaw/schema/validate.ts";
import type { Fs } from "../../ports/index.ts";
import type { ToolSpec } from "../tools.ts";
import { EXAM_FILE } from "./schema.ts";
import type { Exam, ExamStep, ExamTask } from "./types.ts";

/** The parts of one file. */
interface Part {
  system: string | null;
  tools: ToolSpec[];
  tasks: { task: ExamTask; path: ConfigPath }[];
  file: ConfigFile;
}

/** Where exam files come from. */
export interface ExamSources {
  fs: Fs;
  /** Named on the command line, a file or a folder: its tasks alone are put. Null: the shipped ones and `ownDir`. */
  chosen: string | null;
  /** The user's own folder; its tasks are added, and one with the id of a shipped one replaces that. */
  ownDir: string;
  /** How a path is shown. */
  show(path: string): string;
}

/**
 * Reads the exam: the shipped agent and tasks, and those of the user. Throws UserError with file:line:column for the
 * first thing that is wrong in a file.
 */
export function loadExam(sources: ExamSources): Exam {
  const shipped = filesOf(packageFile("data", "exam"), sources).map((path) => readPart(path, sources));
  const mine = ownFiles(sources).map((path) => readPart(path, sources));
  const system = lastOf([...shipped, ...mine], (part) => part.system) ?? "";
  const tools = byName([...shipped, ...mine].flatMap((part) => part.tools));
  const base = sources.chosen === null ? shipped.flatMap((part) => part.tasks.map((t) => t.task)) : [];
  const own = mine.flatMap((part) => part.tasks.map((one) => ({ ...one, file: part.file })));
  for (const { task, path, file } of own) checkTools(task, path, file, tools, sources);
  const replaced = new Map(base.map((task) => [task.id, task]));
  for (const { task } of own) replaced.set(task.id, task);
  if (replaced.size === 0)
    throw new UserError(`--exam: ${sources.show(sources.chosen ?? "")} holds no task`, {
      hint: "docs/exam.md says what an exam file holds",
    });
  return { agent: { system, tools }, tasks: [...replaced.values()] };
}

function ownFiles(sources: ExamSources): string[] {
  const { fs, chosen, ownDir } = sources;
  if (chosen === null) return fs.info(ownDir) === null ? [] : filesOf(ownDir, sources);
  const info = fs.info(chosen);
  if (info === null) throw new UserError(`--exam: ${sources.show(chosen)} does not exist`);
  return info.kind === "directory" ? filesOf(chosen, sources) : [chosen];
}

function filesOf(dir: string, { fs }: ExamSources): string[] {
  const names = fs.list(dir).filter((name) => /\.json5?$/.test(name));
  return names.sort().map((name) => `${dir.replace(/[/\\]$/, "")}/${name}`);
}

function readPart(path: string, sources: ExamSources): Part {
  const file = parsed(path, sources);
  const value = nodeValue(file.root);
  const [issue] = validate(EXAM_FILE, value).issues;
  if (issue !== undefined) {
    const meant = issue.suggestion === undefined ? "" : `; did you mean ${JSON.stringify(issue.suggestion)}?`;
    throw wrongAt(file, issue.path, `${issue.message}${meant}`, sources);
  }
  return {
    file,
    system: asString(getKey(value, "system")) ?? null,
    tools: asArray(getKey(value, "tools")).map(toolOf),
    tasks: asArray(getKey(value, "tasks")).map((raw, i) => {
      const at: ConfigPath = ["tasks", i];
      return { path: at, task: taskOf(raw, at, file, sources) };
    }),
  };
}

function parsed(path: string, { fs, show }: ExamSources): ConfigFile {
  const bytes = fs.readFile(path);
  if (bytes === null) throw new UserError(`--exam: ${show(path)} does not exist`);
  try {
    return parseFile(path, decode(path, bytes), null, () => "");
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { place, message, hint } = error.problem;
    const at = place === null ? "" : `:${place.line}:${place.column}`;
    throw new UserError(`${show(path)}${at}: ${message}`, { hint });
  }
}

function toolOf(raw: Json): ToolSpec {
  return {
    name: textOf(raw, "name"),
    description: textOf(raw, "description"),
    parameters: objectOf(getKey(raw, "parameters")),
  };
}

function taskOf(raw: Json, path: ConfigPath, file: ConfigFile, sources: ExamSources): ExamTask {
  const regex = (text: string, at: ConfigPath): RegExp => {
    try {
      return new RegExp(text, "iu");
    } catch {
      throw wrongAt(file, at, "is no regular expression", sources);
    }
  };
  const steps = asArray(getKey(raw, "steps")).map((step, i): ExamStep => {
    const named = getKey(step, "tool");
    const wanted = Object.entries(objectOf(getKey(step, "arguments")));
    return {
      tools: Array.isArray(named) ? named.filter((t) => typeof t === "string") : [asString(named) ?? ""],
      arguments: wanted.map(([name, pattern]) => ({
        name,
        pattern: regex(asString(pattern) ?? "", [...path, "steps", i, "arguments", name]),
      })),
      result: asString(getKey(step, "result")) ?? "done",
    };
  });
  const answer = getKey(raw, "answer");
  const matches = asString(getKey(answer, "matches"));
  const json = getKey(answer, "json");
  const pattern = matches === undefined ? null : regex(matches, [...path, "answer", "matches"]);
  if (steps.length === 0 && answer === undefined)
    throw wrongAt(file, path, "needs steps, an answer or both", sources);
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
function checkTools(
  task: ExamTask,
  path: ConfigPath,
  file: ConfigFile,
  tools: readonly ToolSpec[],
  sources: ExamSources,
): void {
  task.steps.forEach((step, i) => {
    const unknown = step.tools.find((name) => !tools.some((tool) => tool.name === name));
    if (unknown === undefined) return;
    const offered = tools.map((tool) => tool.name).join(", ");
    throw wrongAt(
      file,
      [...path, "steps", i, "tool"],
      `no tool is named ${unknown}; there are ${offered}`,
      sources,
    );
  });
}

function wrongAt(file: ConfigFile, path: ConfigPath, message: string, sources: ExamSources): UserError {
  const found = nearestNode(file.root, path);
  const place = placeOf(file, found.depth === path.length ? found.node : anchorOf(found));
  const where = `${sources.show(file.path)}:${place.line}:${place.column}`;
  return new UserError(`${where}: ${path.length === 0 ? "the exam" : formatPath(path)}: ${message}`, {
    hint: "docs/exam.md says what an exam file holds",
  });
}

function textOf(raw: Json, key: string): string {
  return asString(getKey(raw, key)) ?? "";
}

function objectOf(raw: Json | undefined): JsonObject {
  return isObject(raw) ? raw : {};
}

function lastOf<T>(parts: readonly Part[], pick: (part: Part) => T | null): T | null {
  return parts.map(pick).findLast((value) => value !== null) ?? null;
}

/** A tool that is described again replaces the earlier one. */
function byName(tools: readonly ToolSpec[]): ToolSpec[] {
  return [...new Map(tools.map((tool) => [tool.name, tool])).values()];
}
