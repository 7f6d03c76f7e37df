import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fillTemplate } from "../../../src/init/templates/fill.ts";
import { getTemplate, listTemplates } from "../../../src/init/templates/registry.ts";
import { ROUTINGS } from "../../../src/init/templates/types.ts";
import { compareVersions } from "../../../src/openclaw/version.ts";
import { type Emulator, ollama, startEmulator, startLmStudio, vllm } from "../../emulators/index.ts";
import { EVERYTHING, LOCAL } from "../../templates/values.ts";
import type { Release } from "../parts/openclaw.ts";
import { cli } from "./cli.ts";
import { CONTEXT } from "./llama.ts";
import { openclaw } from "./openclaw.ts";
import { makeSandbox, type Sandbox } from "./sandbox.ts";
import { Validator } from "./validator.ts";

const fs = { readFile: (path: string) => readFileSync(path) };
const HOSTED = "anthropic/claude-opus-4-6";
const ON_OPENROUTER = "openrouter/anthropic/claude-opus-4.6";
/** `--template` and `--routing` of every choice that init offers. */
const CHOICES = listTemplates(fs).flatMap(({ id, routing }) => {
  const regional = id === "openrouter-regional";
  return ROUTINGS.filter((one) =>
    regional ? one !== "local-only" : routing === null || routing === one,
  ).map((one) => [id, one] as const);
});

/** Before 2026.8.1, agents were a list and environment variables stood directly in env. */
const OLD_SHAPE = `{ // mine
  env: { FOO: "x" },
  agents: { defaults: { model: { primary: "${HOSTED}" }, models: { "${HOSTED}": { alias: "opus" } } }, list: [{ id: "main" }] },
}
`;
const NEW_SHAPE = `{ // mine
  env: { vars: { FOO: "x" } },
  agents: { defaults: { model: { primary: "${HOSTED}" }, models: { "${HOSTED}": { alias: "opus" } } }, entries: { main: {} } },
}
`;

/** The servers for which init writes rows of different shapes. */
const SERVERS: Record<string, () => Promise<Pick<Emulator, "baseUrl" | "origin" | "close">>> = {
  vLLM: () => startEmulator(vllm({ allocatedContext: CONTEXT })),
  "LM Studio": () => startLmStudio(),
  Ollama: () => startEmulator(ollama({ allocatedContext: CONTEXT })),
};

/** Whatever init merges for a release is accepted by the validation of that release itself. */
export function acceptedBy(release: Release): void {
  describe(`OpenClaw ${release.version}`, () => {
    let sandbox: Sandbox;
    let validator: Validator;
    const servers = new Map<string, Pick<Emulator, "baseUrl" | "origin" | "close">>();
    beforeAll(async () => {
      sandbox = makeSandbox(`release-${release.version}`, release.path);
      validator = new Validator(sandbox, release.packageDir);
      for (const [name, start] of Object.entries(SERVERS)) servers.set(name, await start());
    });
    afterAll(async () => {
      validator?.close();
      for (const server of servers.values()) await server.close();
      sandbox?.remove();
    });
    const accepts = async (text: string) => {
      const { valid, issues, error } = await validator.ask(text);
      expect({ valid, issues, error }, text).toEqual({ valid: true, issues: [], error: undefined });
    };
    const initOn = async (server: string, more: readonly string[], before: string | null) => {
      const file = `${sandbox.dir}/made.json`;
      rmSync(file, { force: true });
      if (before !== null) writeFileSync(file, before, { mode: 0o600 });
      const endpoint = servers.get(server)?.origin ?? "";
      const args = ["init", "--yes", "--config", file, "--endpoint", endpoint, ...more];
      const { json } = await cli<{ ok: boolean; error: unknown; changed: boolean }>(sandbox, args);
      expect({ error: json.error, changed: json.changed }).toEqual({ error: null, changed: true });
      return readFileSync(file, "utf8");
    };
    const flagsOf = (template: string, routing: string) => [
      ...["--template", template, "--routing", routing],
      ...(routing === "local-only"
        ? []
        : ["--hosted", template === "openrouter-regional" ? ON_OPENROUTER : HOSTED]),
    ];

    test("its command and the long-lived process refuse and accept the same", async () => {
      const command =
        compareVersions(release.version, "2026.3.24") >= 0
          ? ["config", "validate"]
          : ["config", "get", "models.mode"];
      for (const [text, good] of [
        ['{ models: { mode: "merge", nonsense: 1 } }', false],
        ['{ models: { mode: "merge" } }', true],
      ] as const) {
        expect(await validator.ask(text)).toMatchObject({ valid: good });
        const { code, stderr } = await openclaw(sandbox, command);
        expect(code === 0, stderr).toBe(good);
      }
    });

    test.each(listTemplates(fs).map(({ id }) => id))("accepts %s with every placeholder", async (id) => {
      for (const values of [LOCAL, EVERYTHING])
        await accepts(fillTemplate(getTemplate(id, fs), values, release.version).text);
    });

    test.each(CHOICES)("accepts %s, %s, from nothing", async (template, routing) => {
      await accepts(await initOn("vLLM", flagsOf(template, routing), null));
    });

    test.each(CHOICES)("accepts %s, %s, merged into a config", async (template, routing) => {
      const before = compareVersions(release.version, "2026.8.1") >= 0 ? NEW_SHAPE : OLD_SHAPE;
      await accepts(before);
      const text = await initOn("vLLM", [...flagsOf(template, routing), "--alias", "mine"], before);
      expect(text).toContain("// mine");
      await accepts(text);
    });

    test.each(["LM Studio", "Ollama"])("accepts what init writes for %s", async (server) => {
      await accepts(await initOn(server, ["--routing", "local-first", "--hosted", HOSTED], null));
    });
  });
}
