import { loadText } from "../../src/config/read/load.ts";
import type { Finding } from "../../src/core/finding.ts";
import { formatPath } from "../../src/core/path.ts";
import { type DoctorInput, type DoctorResult, runDoctor } from "../../src/doctor/run.ts";
import { createHttp } from "../../src/io/http.ts";
import type { Http } from "../../src/ports/index.ts";
import { configText, type Setup } from "../support/config-text.ts";
import type { Found } from "../support/doctor.ts";
import { track } from "../support/track.ts";

export { configText, type Setup } from "../support/config-text.ts";
export { start, track } from "../support/track.ts";

export async function doctor(setup: Setup | string, options: Partial<DoctorInput> = {}): Promise<Doctored> {
  const loaded = loadText(typeof setup === "string" ? setup : configText(setup), "/home/user/openclaw.json");
  if (!loaded.ok) throw new Error(loaded.problem.message);
  const http: Http = track(await createHttp({}));
  const result = await runDoctor({
    http,
    config: loaded.config,
    endpoints: [],
    openclaw: { version: "2026.9.6", source: "default" },
    env: {},
    platform: "linux",
    deep: false,
    timeoutMs: 2_000,
    deepTimeoutMs: 5_000,
    selection: { only: [], skip: [] },
    verbose: false,
    ...options,
  });
  return { ...result, findings: result.findings.map(asTold) };
}

/** What the doctor found, with paths as text. */
export type Doctored = Omit<DoctorResult, "findings"> & { findings: Found[] };

function asTold(finding: Finding): Found {
  const { path, fix } = finding;
  const edits = (fix?.edits ?? []).map((edit) => ({ ...edit, path: formatPath(edit.path) }));
  return {
    ...finding,
    path: path && formatPath(path),
    fix: fix && { ...fix, edits, safe: fix.safe !== false },
  };
}

/** The only finding; fails with the whole list when there is another number of them. */
export function single(result: Doctored): Found {
  const [first, ...more] = result.findings;
  if (first === undefined || more.length > 0) {
    throw new Error(`expected one finding, got ${JSON.stringify(result.findings, null, 2)}`);
  }
  return first;
}

export function verdicts(result: Doctored) {
  return result.endpoints.map((endpoint) => endpoint.verdicts);
}
