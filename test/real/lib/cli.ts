import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import type { Report } from "../../../src/core/report.ts";
import { ROOT } from "./paths.ts";
import { run } from "./run.ts";
import type { Sandbox } from "./sandbox.ts";

/** Runs the built executable with `--json`; its stdout must be one JSON document whatever happens. */
export async function cli<T>(
  sandbox: Sandbox,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; json: T }> {
  // in a container doctor would ask the container's host as well; no test sends anything beyond this machine
  const plain = `--import=${pathToFileURL(`${ROOT}test/setup/plain-machine.mjs`)}`;
  const result = await run(process.execPath, [plain, `${ROOT}bin/openclaw-local.js`, ...args, "--json"], {
    cwd: sandbox.dir,
    env: { ...sandbox.env, ...env },
    timeoutMs: 240_000,
  });
  let json: T;
  try {
    json = JSON.parse(result.stdout) as T;
  } catch {
    throw new Error(
      `openclaw-local ${args.join(" ")} --json: exit ${result.code}, no JSON on stdout\n${result.stdout}${result.stderr}`,
    );
  }
  return { code: result.code, json };
}

export async function doctor(sandbox: Sandbox, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const { code, json } = await cli<Report>(sandbox, ["doctor", "--config", sandbox.config, ...args], env);
  return { code, report: json };
}

/** "id: message" of each: what a failed assertion should show. */
export const brief = (report: Report) =>
  report.findings.map((f) => `${f.severity} ${f.status} ${f.checkId}: ${f.message}`);

/** Nothing to say, nothing left unchecked, exit 0. */
export function expectClean(result: { code: number | null; report: Report }): void {
  expect(brief(result.report)).toEqual([]);
  expect(result).toMatchObject({ code: 0, report: { ok: true } });
}

/** One cause, one error, one exit status 1, and a way out; what follows from the cause is not reported. */
export function expectOneError(
  result: { code: number | null; report: Report },
  checkIds: readonly string[],
): Finding {
  const errors = result.report.findings.filter((f) => f.severity === "error");
  expect(errors, brief(result.report).join("\n")).toHaveLength(1);
  const [error] = errors;
  if (error === undefined) throw new Error("no error");
  expect(checkIds).toContain(error.checkId);
  expect(result).toMatchObject({ code: 1, report: { ok: false, summary: { error: 1 } } });
  expect((error.fix?.commands.length ?? 0) > 0 || error.fixHint !== null, "no fix and no hint").toBe(true);
  return error;
}
