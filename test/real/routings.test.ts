import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { ADAPTERS } from "../../src/servers/registry.ts";
import { startKind } from "../emulators/by-kind.ts";
import { brief, cli, doctor } from "./lib/cli.ts";
import { openclaw } from "./lib/openclaw.ts";
import { makeSandbox, type Sandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";

const ROUTINGS = ["local-only", "local-first", "hosted-first"] as const;
const HOSTED = "anthropic/claude-sonnet-4-6";

/** A config of a person who has a hosted model, with comments. */
const HAND = `// mine
{
  gateway: { port: 18789 }, // the usual
  agents: { defaults: { model: { primary: "${HOSTED}" } } },
}
`;

interface Made {
  error: { message: string } | null;
  changed: boolean;
  doctor: Report | null;
}

// The servers are emulated: this is about the config, and the lane has the real servers.
scenario("what init writes for every product and routing", ["openclaw"], ({ openclaw: release }) => {
  const sandbox = makeSandbox("routings", release.path);
  afterAll(() => sandbox.remove());

  describe.each(ADAPTERS.map(({ kind }) => kind))("%s", (kind) => {
    test.each(ROUTINGS)(
      "%s: nothing to say, for us and for the real OpenClaw",
      { timeout: 240_000 },
      async (routing) => {
        const server = await startKind(kind);
        try {
          const args = ["--endpoint", server.baseUrl, "--routing", routing, "--context", "65536"];
          for (const before of [null, HAND])
            await judge(sandbox, before, routing === "local-only" ? args : [...args, "--hosted", HOSTED]);
          await expectNothingNew(sandbox);
        } finally {
          await server.close();
        }
      },
    );
  });
});

/** init, lint, doctor, a second init, undo. What was there before comes back byte for byte; the config stays written. */
async function judge(sandbox: Sandbox, before: string | null, args: readonly string[]): Promise<void> {
  rmSync(sandbox.config, { force: true });
  if (before !== null) writeFileSync(sandbox.config, before, { mode: 0o600 });
  const read = () => (existsSync(sandbox.config) ? readFileSync(sandbox.config, "utf8") : null);
  const own = ["--config", sandbox.config];
  const init = () => cli<Made>(sandbox, ["init", "--yes", ...own, ...args]);
  const made = await init();
  expect(made.json.error).toBeNull();
  expect(found(made.json.doctor)).toEqual([]);
  const text = read();
  expect(found((await cli<Report>(sandbox, ["lint", sandbox.config])).json)).toEqual([]);
  expect(found((await doctor(sandbox)).report)).toEqual([]);
  expect((await init()).json).toMatchObject({ error: null, changed: false });
  expect(read()).toBe(text);
  if (before !== null) expect(text).toContain("// the usual");
  const undo = () => cli(sandbox, ["undo", "--yes", ...own]);
  expect((await undo()).code).toBe(0);
  expect(read()).toBe(before);
  expect((await undo()).code).toBe(0);
  expect(read()).toBe(text);
}

/** What no server of a test can have is left out: this emulated server does not tell its context. */
function found(report: Report | null): string[] {
  return report === null
    ? ["no report"]
    : brief(report).filter((line) => !line.includes("context-undeclared"));
}

/** The real doctor says nothing that it does not say of the hand-written config, too. */
async function expectNothingNew(sandbox: Sandbox): Promise<void> {
  const lint = async () => {
    const { stdout } = await openclaw(sandbox, ["doctor", "--lint", "--json"]);
    const { findings } = JSON.parse(stdout) as { findings: { checkId: string; message: string }[] };
    return findings.map(({ checkId, message }) => `${checkId}: ${message}`);
  };
  const written = await lint();
  writeFileSync(sandbox.config, HAND, { mode: 0o600 });
  const bare = await lint();
  expect(written.filter((one) => !bare.includes(one))).toEqual([]);
}
