import { mkdirSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import type { Report } from "../../../src/core/report.ts";
import { applyFix } from "../../support/apply-fix.ts";
import { brief } from "./cli.ts";
import type { Sandbox } from "./sandbox.ts";

/** The one finding of a report, one of `wanted`: nothing next to it, not even an info. */
export function onlyFinding(result: { report: Report }, ...wanted: readonly string[]): Finding {
  const lines = brief(result.report);
  const found = result.report.findings.map((f) => `${f.severity} ${f.checkId}`);
  expect(found, `${lines.join("\n")}\nwanted: ${wanted.join(" or ")}`).toHaveLength(1);
  expect(wanted, lines.join("\n")).toContain(found[0]);
  const [finding] = result.report.findings;
  if (finding === undefined) throw new Error("no finding");
  expect(finding.fixHint, "no way out").toMatch(/./);
  return finding;
}

/** Writes the edits of a finding into the sandbox's config. */
export function applyConfigAdvice(sandbox: Sandbox, finding: Finding): void {
  applyFix(sandbox.config, finding);
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
