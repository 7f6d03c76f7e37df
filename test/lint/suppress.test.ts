import { describe, expect, it } from "vitest";
import { check, found } from "./support.ts";

/** Without changes there are two faults, on lines 4 and 6. */
function config({ top = "", url = "", line = "" } = {}): string {
  return `${top}{
  models: { providers: { rented: {
    apiKey: "\${KEY}",
    ${url}baseUrl: "http://llm.example.com/v1",${line}
    models: [
      { id: "qwen3", name: "Qwen3", contextWindow: 65536, numCtx: 1 },
    ],
  } } },
}
`;
}

const HTTP = "public-plain-http";
const NEXT = "openclaw-local-disable-next-line";

describe("a suppression", () => {
  it("is missing: two faults", async () => {
    expect(await found(config())).toEqual([`${HTTP} 4:14`, "config-unknown-key 6:59"]);
  });

  it.each([
    ["of the next line", config({ url: `// ${NEXT} ${HTTP} -- behind a VPN\n    ` })],
    ["in a block comment", config({ url: `/* ${NEXT} ${HTTP} -- behind a VPN */\n    ` })],
    [
      "in a block comment of many lines",
      config({ url: `/*\n * ${NEXT} ${HTTP} -- behind\n * a VPN\n */\n    ` }),
    ],
    [
      "with blank lines and comments between",
      config({ url: `// ${NEXT} ${HTTP} -- VPN\n\n    // url\n    ` }),
    ],
    ["of the same line", config({ line: ` // openclaw-local-disable-line ${HTTP} -- VPN` })],
    ["of the file", config({ top: `// openclaw-local-disable ${HTTP} -- VPN\n` })],
    ["with CRLF", config({ url: `// ${NEXT} ${HTTP} -- VPN\n    ` }).replaceAll("\n", "\r\n")],
    ["behind a BOM", `\ufeff${config({ top: `/* openclaw-local-disable ${HTTP} -- VPN */ ` })}`],
  ])("%s hides one fault and no other", async (_, text) => {
    const result = await check(text);
    expect(result.suppressed).toBe(1);
    expect(result.findings.map((f) => f.checkId)).toEqual(["config-unknown-key"]);
  });

  it("may name several rules, and several may be stacked", async () => {
    const both = config({ top: `// openclaw-local-disable ${HTTP}, config-unknown-key -- a test\n` });
    expect(await check(both)).toMatchObject({ findings: [], suppressed: 2 });
    const text = `{
  // ${NEXT} ${HTTP} -- VPN
  // ${NEXT} secret-inline -- not a real one
  models: { providers: { r: { baseUrl: "http://llm.example.com/v1", apiKey: "sk-proj-Zq81vLw0TtYx93RmKd72HbNc",
    models: [{ id: "m", name: "M", contextWindow: 65536, maxTokens: 8192 }] } } },
}`;
    expect(await check(text)).toMatchObject({ findings: [], suppressed: 2 });
  });

  it("on a line with code applies to the next line", async () => {
    const text = config({ url: `/* ${NEXT} config-unknown-key -- odd */ ` });
    expect(await found(text)).toEqual([
      expect.stringMatching(/^suppression-unused 4:/),
      expect.stringMatching(/^public-plain-http 4:/),
      "config-unknown-key 6:59",
    ]);
  });
});

describe("an invalid suppression", () => {
  const cases: [string, string, RegExp][] = [
    [`// ${NEXT} ${HTTP}`, "suppression-invalid 4:5", /gives no reason/],
    [`// ${NEXT} ${HTTP} --  `, "suppression-invalid 4:5", /gives no reason/],
    [`// ${NEXT} -- why`, "suppression-invalid 4:5", /names no rule/],
    [`// ${NEXT} public-plain-htp -- why`, `suppression-invalid 4:${9 + NEXT.length}`, /There is no rule/],
    [
      `// ${NEXT} suppression-unused -- why`,
      `suppression-invalid 4:${9 + NEXT.length}`,
      /cannot be suppressed/,
    ],
    [`// openclaw-local-disable-nextline ${HTTP} -- why`, "suppression-invalid 4:5", /is not a suppression/],
    [`// openclaw-local-disable ${HTTP} -- why`, "suppression-invalid 4:5", /must be above/],
  ];
  it.each(cases)("%s is reported and ignored", async (comment, where, message) => {
    const { findings, suppressed } = await check(config({ url: `${comment}\n    ` }));
    expect(suppressed).toBe(0);
    const [first, ...rest] = findings;
    expect(`${first?.checkId} ${first?.line}:${first?.column}`).toBe(where);
    expect(first).toMatchObject({ severity: "warning", message: expect.stringMatching(message) });
    expect(rest.map((f) => f.checkId)).toEqual([HTTP, "config-unknown-key"]);
  });

  it("suggests the meant rule, and applies to the other names", async () => {
    const text = config({ url: `// ${NEXT} ${HTTP} cost-not-zeros -- why\n    ` });
    const { findings, suppressed } = await check(text);
    expect(suppressed).toBe(1);
    expect(findings[0]).toMatchObject({
      checkId: "suppression-invalid",
      fixHint: "did you mean cost-not-zero?",
    });
  });

  it("is reported when it suppresses nothing", async () => {
    const text = config({ url: `// ${NEXT} ${HTTP}, cost-not-zero -- why\n    ` });
    const { findings, suppressed } = await check(text);
    expect(suppressed).toBe(1);
    expect(findings[0]).toMatchObject({
      checkId: "suppression-unused",
      severity: "warning",
      line: 4,
      column: 9 + NEXT.length + HTTP.length + 2,
      evidence: { rule: "cost-not-zero" },
    });
  });

  it("is not reported as unused when its rule was not run", async () => {
    const text = config({ url: `// ${NEXT} cost-not-zero -- why\n    ` });
    const of = async (settings: Parameters<typeof found>[1], selection: Parameters<typeof found>[2]) =>
      (await found(text, settings, selection)).filter((f) => f.startsWith("suppression"));
    expect(await of({}, {})).toHaveLength(1);
    expect(await of({}, { skip: ["cost-not-zero"] })).toEqual([]);
    expect(await of({}, { skip: ["suppression-unused"] })).toEqual([]);
    expect(await of({ rules: new Map([["cost-not-zero", "off"]]) }, {})).toEqual([]);
    expect(await of({}, { only: [HTTP] })).toEqual([]);
    expect(await of({}, { only: ["cost-not-zero", "suppression-unused"] })).toHaveLength(1);
  });

  it.each([
    "// openclaw-local-first setup",
    "// see openclaw-local-disable-next-line in the docs",
    "// openclaw-local init wrote this",
    "// openclaw-local",
  ])("%s is not a suppression", async (comment) => {
    expect((await found(config({ url: `${comment}\n    ` }))).filter((f) => f.startsWith("supp"))).toEqual(
      [],
    );
  });
});
