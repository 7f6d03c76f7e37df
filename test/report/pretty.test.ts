import { expect, test } from "vitest";
import { type Finding, makeFinding } from "../../src/core/finding.ts";
import type { Report, ReportContext } from "../../src/core/report.ts";
import { loadReporter } from "../../src/report/registry.ts";
import {
  CONFIG,
  context,
  contextFinding,
  doctorReport,
  endpointFinding,
  report,
  unverifiedFinding,
} from "./sample.ts";

async function pretty(input: Report, changes: Partial<ReportContext> = {}): Promise<string> {
  return (await loadReporter("pretty"))(input, context(changes));
}

function at(line: number, column: number, message = "bad"): Finding {
  return makeFinding({ id: "some-rule", severity: "warning" }, { message }, { file: CONFIG, line, column });
}

test("shows a finding with its place, frame, fix and a summary", async () => {
  expect(await pretty(report([contextFinding()]))).toBe(`openclaw.json
  ✖ error  4:40  The server gives 65536 tokens, the config says 196608 [context-server-below-config]
      3 │     apiKey: "***",
    > 4 │     models: [{ id: "m", contextWindow: 196608 }],
        │                                        ^^^^^^
      5 │   } } },
    fix: load the model with the context that the config names, or lower contextWindow
      $ lms load m --context-length 196608
      edit: set models.providers.lmstudio.models[0].contextWindow = 65536

✖ 1 error · 3 checks run, 1 skipped · OpenClaw 2026.9.6 (installed)
  for details: openclaw-local explain context-server-below-config
`);
});

test("no check mark stands under a verdict that failed, whatever was selected", async () => {
  const text = await pretty(doctorReport([]));
  expect(text).toContain("✖ context");
  expect(text).toContain("\nNo findings of the selected checks in ");
  expect(text).not.toContain("✔ No findings");
});

test("doctor shows each endpoint with the five verdicts in their order, then the findings", async () => {
  const input = doctorReport([unverifiedFinding(), endpointFinding()]);
  expect(await pretty(input, { verbose: true })).toBe(`lmstudio  http://127.0.0.1:1234/v1  LM Studio 0.4.2
  ✔ reachable 3 ms  ⚠ listed  ✖ context  ? tools  answers: not examined
  lmstudio/m · loaded · context 196,608 configured, 65,536 allocated
  identified by: GET /lmstudio-greeting

http://127.0.0.1:8000/v1
  ⚠ warning  vllm: Nothing listens at http://127.0.0.1:8000/v1 [server-refused]
  ? unverified  vllm/m: The server did not list its models [model-not-listed]

⚠ 1 warning, 1 unverified · 3 checks run, 1 skipped · OpenClaw 2026.9.6 (installed)
  for details: openclaw-local explain <id>
`);
});

test("reports when there is nothing", async () => {
  expect(await pretty(report([]))).toBe(
    "✔ No findings in openclaw.json · 3 checks run, 1 skipped · OpenClaw 2026.9.6 (installed)\n",
  );
});

test("quiet prints only the findings", async () => {
  expect(await pretty(report([contextFinding()]), { quiet: true })).toBe(
    "openclaw.json\n  ✖ error  4:40  The server gives 65536 tokens, the config says 196608 [context-server-below-config]\n",
  );
  expect(await pretty(report([]), { quiet: true })).toBe("");
});

test("ascii prints only ASCII", async () => {
  const text = await pretty(doctorReport([contextFinding(), unverifiedFinding(), endpointFinding()]), {
    ascii: true,
    verbose: true,
  });
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  expect(text).toContain("  + reachable 3 ms  ! listed  x context  ? tools  answers: not examined");
});

test("color only when the context has it", async () => {
  const input = report([contextFinding()]);
  expect(await pretty(input)).not.toContain("\u001b");
  expect(await pretty(input, { color: true })).toContain("\u001b[31m✖ error\u001b[39m");
  const plain = (await loadReporter("pretty", false))(input, context({ color: true }));
  expect(plain).not.toContain("\u001b");
});

test("foreign text cannot control the terminal or forge a line", async () => {
  const input = report([
    makeFinding(
      { id: "some-rule", severity: "error" },
      {
        message: "the server said \u001b[2J\u009bhi\n✔ No findings",
        endpoint: "http://127.0.0.1:1/\u001b]0;x\u0007",
        fixHint: "do\rthis",
        fix: { commands: ["echo \u001b[31mred\nrm x"], edits: [], safe: false },
      },
    ),
  ]);
  const text = await pretty(input);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(text.split("\n")[1]).toContain("✔ No findings [some-rule]");
  expect(text).toContain("      $ echo \ufffd[31mred\n        rm x\n");
});

test("orders findings of a file by place, with blank lines around frames", async () => {
  const text = await pretty(report([at(6, 1, "last"), at(2, 3, "first")]));
  expect(text.indexOf("first")).toBeLessThan(text.indexOf("last"));
  expect(text).toContain("\n\n  ⚠ warning  6:1  last");
});

test("a file without a text has no frame", async () => {
  expect(await pretty(report([at(2, 3)]), { sources: new Map() })).toBe(`openclaw.json
  ⚠ warning  2:3  bad [some-rule]

⚠ 1 warning · 3 checks run, 1 skipped · OpenClaw 2026.9.6 (installed)
  for details: openclaw-local explain some-rule
`);
});
