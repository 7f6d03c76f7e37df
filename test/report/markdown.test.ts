import { expect, test } from "vitest";
import { makeFinding } from "../../src/core/finding.ts";
import { markdown } from "../../src/report/markdown.ts";
import {
  context,
  contextFinding,
  doctorReport,
  endpointFinding,
  report,
  unverifiedFinding,
} from "./sample.ts";

test("summary, endpoints and findings", () => {
  const input = doctorReport([contextFinding(), unverifiedFinding(), endpointFinding()]);
  expect(markdown(input, context())).toBe(`## openclaw-local doctor: not ok

1 error, 1 warning, 1 unverified; 3 checks run, 1 skipped; OpenClaw 2026.9.6 (installed), openclaw-local 0.1.0

| endpoint | server | reachable | listed | context | answers | tools |
| --- | --- | :---: | :---: | :---: | :---: | :---: |
| \`lmstudio\` \`http://127.0.0.1:1234/v1\` | LM Studio 0.4.2 | ✅ | ⚠️ warn | ❌ fail | – | ❔ unverified |

| model | listed | loaded | configured | allocated | trained for |
| --- | :---: | :---: | ---: | ---: | ---: |
| \`lmstudio/m\` | yes | yes | 196,608 | 65,536 | unknown |

### \`openclaw.json\`

- ❌ **error** 4:40 The server gives 65536 tokens, the config says 196608 (\`context-server-below-config\`)
  - at \`models.providers.lmstudio.models[0].contextWindow\`
  - seen: configured 196608; allocated 65536; source GET /api/v1/models
  - fix: load the model with the context that the config names, or lower contextWindow
  - edit: \`set models.providers.lmstudio.models[0].contextWindow = 65536\`

  \`\`\`sh
  lms load m --context-length 196608
  \`\`\`

### \`http://127.0.0.1:8000/v1\`

- ⚠️ **warning** Nothing listens at http://127.0.0.1:8000/v1 (\`server-refused\`)
- ❔ **unverified** The server did not list its models (\`model-not-listed\`)
`);
});

test("no findings", () => {
  expect(markdown(report([]), context())).toBe(
    "## openclaw-local lint: ok\n\nno findings; 3 checks run, 1 skipped; OpenClaw 2026.9.6 (installed), openclaw-local 0.1.0\n",
  );
});

test("home directories are ~ everywhere", () => {
  const file = "/srv/people/ann/.openclaw/openclaw.json";
  const message =
    "see /home/ann/x, /Users/ann/y, C:\\Users\\Ann Lee\\z, /root/q, /srv/people/ann/w and http://h/home/page";
  const input = report(
    [makeFinding({ id: "r", severity: "error" }, { message }, { file, line: 1, column: 1 })],
    {
      configs: [{ path: file, includes: [] }],
    },
  );
  const text = markdown(input, context());
  expect(text).toContain("### `~/.openclaw/openclaw.json`");
  expect(text).toContain("see ~/x, ~/y, ~\\\\z, ~/q, ~/w and http://h/home/page");
  expect(text).not.toMatch(/ann/i);
});

test("foreign text is neither HTML nor Markdown", () => {
  const finding = makeFinding(
    { id: "r", severity: "error" },
    {
      message: "<img src=x> [a](b) `c` *d* | e",
      fixHint: "run `x`",
      fix: { commands: ["echo ```"], edits: [{ op: "set", path: ["a"], value: "`|" }], safe: false },
    },
  );
  const text = markdown(report([finding]), context());
  expect(text).toContain("&lt;img src=x&gt; \\[a\\](b) \\`c\\` \\*d\\* | e (`r`)");
  expect(text).toContain('edit: `` set a = "`|" ``');
  expect(text).toContain("  ````sh\n  echo ```\n  ````\n");
});

test("a vertical bar in a cell does not end it", () => {
  const input = doctorReport([]);
  const [endpoint] = input.endpoints ?? [];
  if (endpoint === undefined) throw new Error("the sample has an endpoint");
  endpoint.server = { kind: "x", product: "a|b", version: null, evidence: "" };
  endpoint.baseUrl = "http://h/|";
  const row = markdown(input, context())
    .split("\n")
    .find((line) => line.includes("http://h"));
  expect(row?.split(/(?<!\\)\|/)).toHaveLength(9);
});
