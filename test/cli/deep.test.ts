import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { applyEdits } from "../../src/config/edit/edit.ts";
import type { Finding, FixEdit } from "../../src/core/finding.ts";
import type { Report } from "../../src/core/report.ts";
import { configText } from "../doctor/harness.ts";
import { assertHarmless, type Emulator, type Profile, startEmulator } from "../emulators/index.ts";
import { expectReadable } from "../support/readable.ts";
import { DEEP_ROWS, UNTOLD } from "./deep-rows.ts";
import { openclawLocal, tempDir } from "./run.ts";
import { TIMED_ROWS } from "./timed-rows.ts";

const running: Emulator[] = [];
afterAll(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function start(profile: Profile | Promise<Emulator>): Promise<Emulator> {
  const emulator = await ("handle" in profile ? startEmulator(profile) : profile);
  running.push(emulator);
  return emulator;
}

/** The findings of the real executable under --deep, and the text of the config that it read. */
async function deep(text: string, args: string[] = ["--deep"]): Promise<Finding[]> {
  const config = join(tempDir(), "openclaw.json");
  writeFileSync(config, text, { mode: 0o600 });
  const { stdout, stderr } = await openclawLocal(["doctor", "--config", config, "--json", ...args]);
  if (stdout === "") throw new Error(stderr);
  return (JSON.parse(stdout) as Report).findings;
}

const ids = (findings: readonly Finding[]) => findings.map((finding) => finding.checkId);

function edited(text: string, edits: readonly FixEdit[] | undefined): string {
  const ops = (edits ?? []).map(({ op, path, value }) => {
    if (op !== "set" || value === undefined) throw new Error(`unexpected edit ${op} ${path}`);
    return { op, path, value };
  });
  return applyEdits(text, ops);
}

describe.concurrent("one fault, one finding; its neighbour has none; its remedy works", () => {
  test.each(DEEP_ROWS)("$id %#", async ({ id, severity, faulty, neighbour, setup, remedy, also = [] }) => {
    const server = await start(faulty());
    const text = configText({ baseUrl: server.baseUrl, ...setup });
    // nothing of it shows without an inference
    expect(ids(await deep(text, [])).filter((one) => one !== UNTOLD)).toEqual([]);
    const found = (await deep(text)).filter((finding) => finding.checkId !== UNTOLD);
    expect(found).toMatchObject([{ checkId: id, severity, status: "found", endpoint: server.baseUrl }]);
    for (const finding of found) expectReadable(finding);
    assertHarmless(server, { inference: true });
    if (remedy === "edit") expect(ids(await deep(edited(text, found[0]?.fix?.edits)))).toEqual(also);
    else if (remedy !== null) expect(found[0]?.fix?.commands.join("\n")).toMatch(remedy);

    const healthy = await start(neighbour());
    expect(ids(await deep(configText({ baseUrl: healthy.baseUrl, ...setup })))).toEqual(also);
  });
});

describe.concurrent("what only the clock shows", () => {
  test.each(TIMED_ROWS)("$id", { timeout: 90_000 }, async ({ id, faulty, neighbours, setup }) => {
    const [server, ...healthy] = await Promise.all([faulty, ...neighbours].map(start));
    const of = (one: Emulator | undefined) => deep(configText({ baseUrl: one?.baseUrl ?? "", ...setup }));
    const [found, ...silent] = await Promise.all([server, ...healthy].map(of));
    expect(found).toMatchObject([{ checkId: id, status: "found" }]);
    for (const finding of found ?? []) expectReadable(finding);
    expect(silent.map((findings) => ids(findings ?? []))).toEqual(neighbours.map(() => []));
    if (id === "llm-timeout-slow-prefill") {
      const text = edited(configText({ baseUrl: server?.baseUrl ?? "", ...setup }), found?.[0]?.fix?.edits);
      expect(ids(await deep(text))).toEqual([]);
    }
  });
});
