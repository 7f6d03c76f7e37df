import { expect, test } from "vitest";
import { makeFinding } from "../../src/core/finding.ts";
import { ownFindings } from "../../src/init/own-findings.ts";

import { closedPort, startLmStudio } from "../emulators/index.ts";
import { track } from "../support/track.ts";
import { init, options, stage } from "./stage.ts";

/** A config whose provider `old` is dead; `agents` uses it or not. */
async function withDeadProvider(agents: string): Promise<string> {
  const port = await closedPort();
  return `{
  models: { providers: { old: {
    baseUrl: "http://127.0.0.1:${port}/v1", api: "openai-completions",
    models: [{ id: "m", name: "m", contextWindow: 65536, maxTokens: 8192 }],
  } } },
  agents: ${agents},
}
`;
}

async function setUp(agents: string) {
  const studio = await startLmStudio();
  track(studio);
  const on = stage({ config: await withDeadProvider(agents) });
  const own = { endpoint: [studio.baseUrl], json: true, routing: "local-only" as const };
  const code = await init(on, options(on, own));
  const document = JSON.parse(on.stdout());
  const ids = document.doctor.findings.map((f: { checkId: string; severity: string }) => [
    f.checkId,
    f.severity,
  ]);
  return { code, document, ids };
}

test("a dead provider that only another agent uses is shown and does not fail init", async () => {
  const { code, document, ids } = await setUp('{ entries: { night: { model: "old/m" } } }');
  expect(ids).toEqual([["server-unreachable", "error"]]);
  expect(document.doctor.ok).toBe(false);
  expect([code, document.ok]).toEqual([0, true]);
});

test("findings about the new provider, its fallbacks or no address count", () => {
  const choices = {
    baseUrl: "http://127.0.0.1:1234/v1",
    providerId: "lmstudio",
    primary: "lmstudio/m",
    fallbacks: ["second/m"],
  };
  const finding = (endpoint: string | null, target: string | null) =>
    makeFinding({ id: "x", severity: "error" }, { message: "", endpoint, target });
  const own = [
    finding(choices.baseUrl, null),
    finding("http://127.0.0.1:9/v1", "second/m"),
    finding(null, "old"),
  ];
  const foreign = [finding("http://127.0.0.1:9/v1", "old/m"), finding("http://127.0.0.1:9/v1", null)];
  expect(ownFindings([...own, ...foreign], choices)).toEqual(own);
});
