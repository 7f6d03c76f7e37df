import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { tempDir } from "../cli/run.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Step {
  name: string;
  id?: string;
  if?: string;
  shell?: string;
  env?: Record<string, string>;
  run?: string;
  uses?: string;
  with?: Record<string, string | boolean>;
}

export interface Action {
  name: string;
  description: string;
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: { using: string; steps: Step[] };
}

export const ACTION: Action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));

export interface ActionRun {
  /** Exit status of each step that ran; null for another action. */
  steps: Record<string, number | null>;
  failed: boolean;
  stdout: string;
  stderr: string;
  /** The $GITHUB_STEP_SUMMARY of all steps. */
  summary: string;
  /** The action's own outputs. */
  outputs: Record<string, string>;
  /** The inputs of the other actions, by step name. */
  used: Record<string, Record<string, string>>;
  runnerTemp: string;
}

export interface ActionOptions {
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  /** The folder of the action's own code; by default this repository, built. */
  actionPath?: string;
  timeoutMs?: number;
}

/**
 * Runs the composite action in a workspace like GitHub's runner: expressions are replaced first, every `run` has its own
 * bash with `-eo pipefail`, outputs go through a file. Other actions are only recorded.
 */
export function runAction(workspace: string, options: ActionOptions = {}): ActionRun {
  const runnerTemp = tempDir();
  const inputs = Object.fromEntries(Object.entries(ACTION.inputs).map(([k, v]) => [k, v.default]));
  for (const [name, value] of Object.entries(options.inputs ?? {})) {
    if (!(name in inputs)) throw new Error(`the action has no input ${name}`);
    inputs[name] = value;
  }
  const context: Context = { inputs, steps: {}, failed: false };
  const result: ActionRun = {
    ...{ steps: {}, failed: false, stdout: "", stderr: "", summary: "", outputs: {}, used: {}, runnerTemp },
  };
  for (const [index, step] of ACTION.runs.steps.entries()) {
    if (!wanted(step, context)) continue;
    if (step.run === undefined) {
      result.steps[step.name] = null;
      result.used[step.name] = Object.fromEntries(
        Object.entries(step.with ?? {}).map(([k, v]) => [k, fill(String(v), context)]),
      );
      continue;
    }
    const file = (name: string) => join(runnerTemp, `runner-${index}-${name}`);
    for (const name of ["output", "summary"]) writeFileSync(file(name), "");
    writeFileSync(file("script.sh"), step.run);
    const home = join(runnerTemp, "home");
    mkdirSync(home, { recursive: true });
    const child = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", file("script.sh")], {
      cwd: workspace,
      encoding: "utf8",
      timeout: options.timeoutMs ?? 30_000,
      env: {
        PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
        HOME: home,
        CI: "true",
        GITHUB_ACTIONS: "true",
        GITHUB_WORKSPACE: workspace,
        GITHUB_ACTION_PATH: options.actionPath ?? ROOT.replace(/\/$/, ""),
        GITHUB_OUTPUT: file("output"),
        GITHUB_STEP_SUMMARY: file("summary"),
        RUNNER_TEMP: runnerTemp,
        ...options.env,
        ...Object.fromEntries(Object.entries(step.env ?? {}).map(([k, v]) => [k, fill(v, context)])),
      },
    });
    if (child.error !== undefined) throw child.error;
    result.steps[step.name] = child.status;
    result.stdout += child.stdout;
    result.stderr += child.stderr;
    result.summary += readFileSync(file("summary"), "utf8");
    if (step.id !== undefined) context.steps[step.id] = readOutputs(file("output"));
    context.failed ||= child.status !== 0;
  }
  result.failed = context.failed;
  for (const [name, { value }] of Object.entries(ACTION.outputs)) result.outputs[name] = fill(value, context);
  return result;
}

/** Lines that the runner treats as workflow commands: trimmed, and not while a step has stopped them. */
export function commands(stdout: string): string[] {
  let stopped: string | null = null;
  return stdout.split("\n").flatMap((line) => {
    const text = line.trimStart();
    if (stopped !== null) {
      if (text.trimEnd() === `::${stopped}::`) stopped = null;
      return [];
    }
    const stop = /^::stop-commands::(.+)$/.exec(text)?.[1];
    if (stop !== undefined) stopped = stop;
    else if (text.startsWith("::") || line.includes("##[")) return [text];
    return [];
  });
}

interface Context {
  inputs: Record<string, string>;
  steps: Record<string, Record<string, string>>;
  failed: boolean;
}

/** `name=value` lines; the action uses no other form. */
function readOutputs(file: string): Record<string, string> {
  if (!existsSync(file)) return {};
  const outputs: Record<string, string> = {};
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    const equals = line.indexOf("=");
    if (equals < 0) throw new Error(`not an output: ${JSON.stringify(line)}`);
    outputs[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return outputs;
}

function wanted(step: Step, context: Context): boolean {
  const condition = /^\$\{\{(.*)\}\}$/.exec(step.if ?? "${{ success() }}")?.[1];
  if (condition === undefined) throw new Error(`an unsupported condition: ${step.if}`);
  const parts = condition.split("&&").map((part) => part.trim());
  const anyway = parts.includes("always()");
  return (anyway || !context.failed) && parts.every((part) => holds(part, context));
}

function holds(part: string, context: Context): boolean {
  if (part === "always()" || part === "success()") return true;
  const compared = /^([\w.-]+) (==|!=) '([^']*)'$/.exec(part);
  if (compared === null) throw new Error(`an unsupported condition: ${part}`);
  const [, name = "", operator, text] = compared;
  return (lookUp(name, context) === text) === (operator === "==");
}

function fill(text: string, context: Context): string {
  return text.replace(/\$\{\{ ([^}]*) \}\}/g, (_, name: string) => lookUp(name, context));
}

/** Missing values are empty, as in GitHub's expressions; a misspelled input or step is a fault of the action. */
function lookUp(name: string, context: Context): string {
  const [kind, key = "", outputs, output = ""] = name.split(".");
  if (kind === "inputs" && key in context.inputs && outputs === undefined) return context.inputs[key] ?? "";
  const known = ACTION.runs.steps.some((step) => step.id === key);
  if (kind === "steps" && known && outputs === "outputs") return context.steps[key]?.[output] ?? "";
  throw new Error(`unknown expression: ${name}`);
}
