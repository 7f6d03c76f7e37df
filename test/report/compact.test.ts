import { expect, test } from "vitest";
import { makeFinding } from "../../src/core/finding.ts";
import { compact } from "../../src/report/compact.ts";
import { CONFIG, context, contextFinding, endpointFinding, report, unverifiedFinding } from "./sample.ts";

test("one line per finding", () => {
  const whole = makeFinding(
    { id: "c", severity: "info" },
    { message: "two\nlines" },
    { file: CONFIG, line: 1, column: 1 },
  );
  const input = report([
    contextFinding(),
    endpointFinding(),
    unverifiedFinding(),
    { ...whole, line: null, column: null },
    makeFinding({ id: "d", severity: "info" }, { message: "m", endpoint: "http://h/v1" }),
    makeFinding({ id: "e", severity: "info" }, { message: "m" }),
    { ...whole, file: "<stdin>", line: 3, column: 7 },
    { ...whole, file: "/etc/openclaw.json", line: 3, column: 7 },
  ]);
  expect(compact(input, context())).toBe(
    `openclaw.json:4:40: error: The server gives 65536 tokens, the config says 196608 [context-server-below-config]
<vllm>: warning: Nothing listens at http://127.0.0.1:8000/v1 [server-refused]
<vllm/m>: error: unverified: The server did not list its models [model-not-listed]
openclaw.json:1:1: info: two lines [c]
<http://h/v1>: info: m [d]
<openclaw-local>: info: m [e]
<stdin>:3:7: info: two lines [c]
/etc/openclaw.json:3:7: info: two lines [c]
`,
  );
  expect(compact(report([]), context())).toBe("");
});
