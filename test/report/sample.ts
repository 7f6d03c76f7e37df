import { type Finding, makeFinding } from "../../src/core/finding.ts";
import { type CheckInfo, type Report, type ReportContext, summarize } from "../../src/core/report.ts";

export const CWD = "/repo/app";
export const CONFIG = "/repo/app/openclaw.json";
const SOURCE = `{
  models: { providers: { lmstudio: {
    apiKey: "sk-canary-123456789",
    models: [{ id: "m", contextWindow: 196608 }],
  } } },
}
`;

/** A finding with a place, a command and an edit. */
export function contextFinding(): Finding {
  return makeFinding(
    { id: "context-server-below-config", severity: "error" },
    {
      message: "The server gives 65536 tokens, the config says 196608",
      at: ["models", "providers", "lmstudio", "models", 0, "contextWindow"],
      target: "lmstudio/m",
      endpoint: "http://127.0.0.1:1234/v1",
      evidence: { configured: 196608, allocated: 65536, source: "GET /api/v1/models" },
      fixHint: "load the model with the context that the config names, or lower contextWindow",
      fix: {
        commands: ["lms load m --context-length 196608"],
        edits: [
          {
            op: "set",
            path: ["models", "providers", "lmstudio", "models", 0, "contextWindow"],
            value: 65536,
          },
        ],
        safe: "the server has no more",
      },
    },
    { file: CONFIG, line: 4, column: 40 },
  );
}

/** A finding without a file. */
export function endpointFinding(): Finding {
  return makeFinding(
    { id: "server-refused", severity: "warning" },
    {
      message: "Nothing listens at http://127.0.0.1:8000/v1",
      target: "vllm",
      endpoint: "http://127.0.0.1:8000/v1",
    },
  );
}

export function unverifiedFinding(): Finding {
  return makeFinding(
    { id: "model-not-listed", severity: "error" },
    {
      message: "The server did not list its models",
      status: "unverified",
      target: "vllm/m",
      endpoint: "http://127.0.0.1:8000/v1",
    },
  );
}

export const CHECKS: readonly CheckInfo[] = [
  {
    id: "context-server-below-config",
    title: "Server context below the configured one",
    severity: "error",
    what: "The server was loaded with less context than the config promises.",
  },
  { id: "server-refused", title: "Nothing listens", severity: "error", what: "The port is closed." },
  { id: "tls-mismatch", title: "TLS <mismatch>", severity: "warning", what: "https on a plain port." },
];

export function report(findings: Finding[], changes: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    tool: { name: "openclaw-local", version: "0.1.0" },
    command: "lint",
    ok: findings.length === 0,
    checksRun: 3,
    checksSkipped: 1,
    summary: summarize(findings),
    openclaw: { version: "2026.9.6", source: "installed" },
    configs: [{ path: CONFIG, includes: [] }],
    findings,
    ...changes,
  };
}

export function doctorReport(findings: Finding[]): Report {
  return report(findings, {
    command: "doctor",
    endpoints: [
      {
        provider: "lmstudio",
        baseUrl: "http://127.0.0.1:1234/v1",
        server: {
          kind: "lmstudio",
          product: "LM Studio",
          version: "0.4.2",
          evidence: "GET /lmstudio-greeting",
        },
        models: [
          {
            ref: "lmstudio/m",
            served: true,
            loaded: true,
            contextConfigured: 196608,
            contextAllocated: 65536,
            contextTrained: null,
          },
        ],
        verdicts: {
          reachable: "pass",
          listed: "warn",
          context: "fail",
          answers: "skip",
          tools: "unverified",
        },
        timingsMs: { reachable: 3.4 },
      },
    ],
  });
}

export function context(changes: Partial<ReportContext> = {}): ReportContext {
  return {
    cwd: CWD,
    color: false,
    width: 80,
    verbose: false,
    quiet: false,
    ascii: false,
    checks: CHECKS,
    sources: new Map([[CONFIG, SOURCE]]),
    ...changes,
  };
}
