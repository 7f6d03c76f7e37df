import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { applyEdits } from "../../../src/config/edit.ts";
import type { Finding } from "../../../src/core/finding.ts";
import { parsePath } from "../../../src/core/path.ts";
import type { Report } from "../../../src/core/report.ts";
import { brief } from "./cli.ts";
import type { Sandbox } from "./sandbox.ts";

/** The one finding of a report: nothing beside it, not even an info. */
export function onlyFinding(result: { report: Report }, wanted: string): Finding {
  const lines = brief(result.report);
  expect(
    result.report.findings.map((f) => `${f.severity} ${f.checkId}`),
    lines.join("\n"),
  ).toEqual([wanted]);
  const [finding] = result.report.findings;
  if (finding === undefined) throw new Error("no finding");
  expect(finding.fixHint, "no way out").toMatch(/./);
  return finding;
}

/** Writes the edits of a finding into the config, through the lossless engine. */
export function applyConfigAdvice(sandbox: Sandbox, finding: Finding): void {
  const edits = finding.fix?.edits ?? [];
  expect(edits.length, "no edit to apply").toBeGreaterThan(0);
  const ops = edits.map(({ op, path, value }) => {
    const place = parsePath(path);
    if (place === null || op === "append") throw new Error(`cannot apply ${op} ${path}`);
    return op === "remove" ? { op, path: place } : { op, path: place, value: value ?? null };
  });
  writeFileSync(sandbox.config, applyEdits(readFileSync(sandbox.config, "utf8"), ops));
}

/** The last command of a finding: the one that starts the server as it should be. */
export function printedCommand(finding: Finding): string {
  const command = finding.fix?.commands.at(-1);
  if (command === undefined) throw new Error("no command was printed");
  return command;
}

/** A folder with the real binary under the name that commands use. */
export function binFolder(sandbox: Sandbox, name: string, bin: string): string {
  const folder = `${sandbox.dir}/bin`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name}`, `#!/bin/sh\nexec "${bin}" "$@"\n`, { mode: 0o755 });
  return folder;
}
