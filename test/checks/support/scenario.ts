import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { keepsAll } from "../../config/fixtures.ts";
import { assertHarmless, type Emulator, startEmulator } from "../../emulators/index.ts";
import { FakeMachine } from "../../machine/support/fake-machine.ts";
import { applyFix } from "../../support/apply-fix.ts";
import { configText } from "../../support/config-text.ts";
import { configOn, doctorHere, type Found, type Seen } from "../../support/doctor.ts";
import { expectReadable } from "../../support/readable.ts";
import { track } from "../../support/track.ts";
import { UNTOLD } from "./servers.ts";
import type { ConfigOf, MachineScenario, ServerScenario, Wanted } from "./types.ts";

/** Ids of the checks whose edits --fix has made. */
export const fixedHere = new Set<string>();

/** Lets doctor examine a server, follows its advice, and holds it to what the scenario says. */
export async function playServer(scenario: ServerScenario): Promise<void> {
  const launch = async (server: ServerScenario["server"]) => {
    const made = server();
    return track(await ("handle" in made ? startEmulator(made) : made));
  };
  const neighbors = (scenario.neighbors ?? []).map(async (neighbor) => {
    const examine = examinerOf(await launch(neighbor), scenario);
    expect((await examine(...deepOf(scenario))).brief, "the neighbor").toEqual(listOf(scenario.also));
  });
  await Promise.all([playFaulty(scenario, await launch(scenario.server)), ...neighbors]);
}

const deepOf = ({ deep = [] }: ServerScenario) =>
  deep === true ? ["--deep"] : deep.length > 0 ? ["--deep", ...deep] : [];

async function playFaulty(scenario: ServerScenario, server: Emulator): Promise<void> {
  const { finds, deep = false } = scenario;
  const examine = examinerOf(server, scenario);
  if (deep) expect(own(await examine(), scenario), "without --deep").toEqual(listOf(scenario.likely));
  const seen = await examine(...deepOf(scenario));
  if (deep) expect(own(seen, scenario)).toEqual(listOf(finds));
  else expect(seen.brief).toEqual([...listOf(scenario.also), ...listOf(finds)]);
  const [endpoint] = seen.report.endpoints ?? [];
  if (scenario.kind !== undefined) expect(endpoint?.server.kind ?? null).toBe(scenario.kind);
  if (scenario.context !== undefined) expect(endpoint?.models[0]?.contextAllocated).toBe(scenario.context);
  const finding = hold(scenario, seen);
  scenario.more?.(seen, server);
  if (deep && finding !== undefined) expect(finding.endpoint).toBe(server.baseUrl);
  if (finding !== undefined) await follow(finding, scenario, examine, deepOf(scenario));
  else if (!deep) expect((await examine("--deep")).brief).toEqual(listOf(scenario.deepFinds));
  for (const { change, finds, args = [] } of scenario.later ?? []) {
    await change(server);
    server.requests.splice(0);
    expect((await examine(...args)).brief).toEqual(listOf(finds));
  }
}

/** The same of a machine, which is then made a healthy one. */
export async function playMachine(scenario: MachineScenario): Promise<void> {
  const { args = [], finds, mend } = scenario;
  const machine = await scenario.machine();
  const examine = (...more: string[]) => machine.doctor(...args, ...more);
  const seen = await examine();
  expect(seen.brief).toEqual(listOf(finds));
  const finding = hold(scenario, seen);
  scenario.more?.(seen);
  if (finding !== undefined && scenario.afterwards !== undefined)
    await follow(finding, scenario, Object.assign(examine, { config: machine.config }), []);
  if (mend !== undefined) {
    await mend(machine);
    expect((await examine()).brief, "mended").toEqual([]);
    expect((await examine("--deep")).brief, "mended, with --deep").toEqual([]);
  }
  for (const { change, finds, args: more = args } of scenario.later ?? []) {
    await change(machine);
    expect((await machine.doctor(...more)).brief).toEqual(listOf(finds));
  }
}

type Examine = ((...args: string[]) => Promise<Seen>) & { config: string };

/** Examines the config for a server, which may get no more requests than allowed. */
function examinerOf(server: Emulator, scenario: ServerScenario): Examine {
  const { config, args = [], env = {} } = scenario;
  const machine = scenario.on?.() ?? new FakeMachine();
  machine.env = env;
  const path = configOn(machine, textFor(config, server));
  const examine = async (...more: string[]) => {
    const own = ["--config", path, "--openclaw-version", "2026.9.6", ...args, ...more];
    const seen = await doctorHere(own, machine);
    assertHarmless(server, { key: "allowed", inference: own.includes("--deep") });
    return seen;
  };
  return Object.assign(examine, { config: path });
}

/** The text of a config for a server. */
export function textFor(config: ConfigOf = {}, server: Emulator): string {
  if (typeof config === "function") return config(server);
  const { at, ...setup } = config;
  const { origin, baseUrl } = server;
  const place = at === "origin" ? origin : at === "slash" ? `${baseUrl}/` : baseUrl;
  return configText({ baseUrl: place, ...setup });
}

/** Not every server reports its context, and an inference does not find it either. */
const own = ({ brief }: Seen, { also }: ServerScenario) =>
  brief.filter((one) => one !== UNTOLD && one !== also);

const listOf = (finds: string | null | undefined) => (finds == null ? [] : [finds]);

/** The finding of a scenario, which is as it says. */
function hold(wanted: Wanted, seen: Seen): Found | undefined {
  expect(seen.code).toBe(wanted.finds?.startsWith("error") ? 1 : 0);
  // what could not be looked at may have no advice
  for (const one of seen.findings) if (one.status === "found" || one.fixHint !== null) expectReadable(one);
  if (wanted.hides !== undefined) expect(seen.stdout).not.toContain(wanted.hides);
  if (wanted.verdicts !== undefined)
    expect(seen.report.endpoints?.[0]?.verdicts).toMatchObject(wanted.verdicts);
  const finding = seen.findings.find((one) => `${one.severity} ${one.checkId}` === wanted.finds);
  if (finding === undefined) return undefined;
  const { says, like, hint, edits, commands } = wanted;
  if (says !== undefined) expect(finding.message).toMatch(says);
  if (like !== undefined) expect(finding).toMatchObject(like);
  if (hint !== undefined) expect(finding.fixHint).toMatch(hint);
  if (edits !== undefined) {
    const made = (finding.fix?.edits ?? []).map((edit) => [edit.path, edit.value]);
    expect(Object.fromEntries(made)).toEqual(edits);
  }
  if (commands instanceof RegExp) expect(finding.fix?.commands.join("\n")).toMatch(commands);
  else if (commands !== undefined) expect(finding.fix?.commands).toEqual(commands);
  return finding;
}

/** Where the advice is an edit, it is made, by --fix where it is safe: the finding must be gone, and no comment. */
async function follow(finding: Found, wanted: Wanted, examine: Examine, args: string[]) {
  if ((finding.fix?.edits ?? []).length === 0) return;
  const {
    afterwards = "also" in wanted && typeof wanted.also === "string" ? [wanted.also.split(" ")[1]] : [],
  } = wanted;
  const before = readFileSync(examine.config, "utf8");
  if (finding.fix?.safe === true) {
    const { report, ids } = await examine(...args, "--fix", "--yes");
    expect(report.fixed?.map((one) => one.checkId)).toContain(finding.checkId);
    expect(ids).toEqual(afterwards);
    fixedHere.add(finding.checkId);
  } else {
    applyFix(examine.config, finding);
    expect((await examine(...args)).ids).toEqual(afterwards);
  }
  const after = readFileSync(examine.config, "utf8");
  expect(after).not.toBe(before);
  expect(keepsAll(before, after), "every comment").toBe(true);
}
