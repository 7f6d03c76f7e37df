import { expect, test } from "vitest";
import { makeFinding } from "../../src/core/finding.ts";
import { junit } from "../../src/report/junit.ts";
import { CHECKS, context, contextFinding, endpointFinding, report, unverifiedFinding } from "./sample.ts";

test("passing cases, failures, skipped and info", () => {
  const info = makeFinding({ id: "note", severity: "info" }, { message: "worth knowing" });
  const input = report([contextFinding(), endpointFinding(), unverifiedFinding(), info]);
  expect(junit(input, context())).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="openclaw-local lint" tests="5" failures="2" errors="0" skipped="1">
  <testsuite name="openclaw-local lint" tests="5" failures="2" errors="0" skipped="1">
    <testcase classname="openclaw-local.lint" name="tls-mismatch: TLS &lt;mismatch&gt;"/>
    <testcase classname="openclaw-local.lint" name="context-server-below-config (openclaw.json:4:40)" file="openclaw.json" line="4">
      <failure message="The server gives 65536 tokens, the config says 196608" type="error">openclaw.json:4:40: The server gives 65536 tokens, the config says 196608
path: models.providers.lmstudio.models[0].contextWindow
fix: load the model with the context that the config names, or lower contextWindow
run: lms load m --context-length 196608
edit: set models.providers.lmstudio.models[0].contextWindow = 65536
docs: docs/rules/context-server-below-config.md</failure>
    </testcase>
    <testcase classname="openclaw-local.lint" name="server-refused (vllm)">
      <failure message="Nothing listens at http://127.0.0.1:8000/v1" type="warning">vllm: Nothing listens at http://127.0.0.1:8000/v1
docs: docs/rules/server-refused.md</failure>
    </testcase>
    <testcase classname="openclaw-local.lint" name="model-not-listed (vllm/m)">
      <skipped message="The server did not list its models"/>
    </testcase>
    <testcase classname="openclaw-local.lint" name="note">
      <system-out>worth knowing
docs: docs/rules/note.md</system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test("without findings every check is a passing case", () => {
  const text = junit(report([]), context());
  expect(text.match(/<testcase [^>]*\/>/g)).toHaveLength(CHECKS.length);
  expect(text).toContain(`tests="3" failures="0" errors="0" skipped="0"`);
});

test("markup is escaped, and characters that XML does not allow are removed", () => {
  const message = `a & <b> "c" 'd' ]]> \u0000\u0008\u001b[31m\uffff\ud800 end`;
  const text = junit(
    report([makeFinding({ id: "r", severity: "error" }, { message })]),
    context({ checks: [] }),
  );
  expect(text).toContain(`message="a &amp; &lt;b&gt; &quot;c&quot; &apos;d&apos; ]]&gt; `);
  expect(text).not.toMatch(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  expect(text).not.toMatch(/<b>|<\/b>/);
});
