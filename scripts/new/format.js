import { BadInput, camel, wordsOf } from "./plan.js";

/**
 * A format of reports: the reporter and its test. test/guards tries hostile text on it.
 *
 * @param {readonly string[]} words
 * @returns {import("./plan.js").Plan}
 */
export function planFormat(words) {
  const [id, summary] = wordsOf(words, 2);
  if (summary === undefined)
    throw new BadInput(`say what it is for: npm run new format ${id} "spreadsheets"`);
  const file = `src/report/${id}.ts`;
  const test = `test/report/${id}.test.ts`;
  const key = camel(id) === id ? id : `"${id}"`;
  return {
    files: { [file]: reporterText(id), [test]: testText(id) },
    fill: {
      [file]: "the report in this format",
      [test]: "what a sample report looks like in it",
    },
    line: {
      file: "src/report/registry.ts",
      list: "FORMATS",
      entry: `${key}: { use: ${JSON.stringify(summary)}, load: async () => (await import("./${id}.ts")).${camel(id)} },`,
    },
    test: `npx vitest run test/guards ${test}`,
  };
}

const reporterText = (id) => `import type { Finding } from "../core/finding.ts";
import type { Report, ReportContext } from "../core/report.ts";
import { displayPath } from "./parts/paths.ts";
import { lineStart, oneLine } from "./parts/safe.ts";

/** TODO: who reads it. Until then, one line a finding. */
export function ${camel(id)}(report: Report, { cwd }: ReportContext): string {
  return report.findings.map((finding) => \`\${line(finding, cwd)}\\n\`).join("");
}

/** Messages, paths and names are foreign text: src/report/parts/safe.ts makes them harmless. */
function line({ file, severity, message, checkId }: Finding, cwd: string): string {
  const place = file === null ? "-" : displayPath(file, cwd);
  return \`\${lineStart(place)}: \${severity}: \${oneLine(message)} [\${checkId}]\`;
}
`;

const testText = (id) => `import { expect, test } from "vitest";
import { ${camel(id)} } from "../../src/report/${id}.ts";
import { context, contextFinding, endpointFinding, report } from "./sample.ts";

test("one line a finding", () => {
  expect(${camel(id)}(report([contextFinding(), endpointFinding()]), context())).toBe(
    \`openclaw.json: error: The server gives 65536 tokens, the config says 196608 [context-server-below-config]
-: warning: Nothing listens at http://127.0.0.1:8000/v1 [server-refused]
\`,
  );
  expect(${camel(id)}(report([]), context())).toBe("");
});
`;
