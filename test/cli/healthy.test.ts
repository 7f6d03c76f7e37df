import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mac32 } from "../checks/support/machines.ts";
import { assertHarmless, type Emulator, ollama } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { doctorHere, seenIn } from "../support/doctor.ts";
import { CONTEXT, HEALTHY, MODEL } from "../support/healthy.ts";
import { start, track } from "../support/track.ts";

/** A machine with a config that init wrote for a server. */
async function initialized({ baseUrl }: Emulator, flags: string[] = []) {
  const machine = new FakeMachine();
  const config = join(machine.dir, "openclaw.json");
  const args = ["init", "--yes", "--config", config, "--endpoint", baseUrl, "--json", ...flags];
  const init = async () => JSON.parse((await runInProcess(args, machine)).stdout);
  expect(await init()).toMatchObject({ ok: true, created: true, changed: true, backupPath: null });
  const doctor = (...more: string[]) => doctorHere(["--config", config, ...more], machine);
  return { machine, config, init, doctor };
}

describe("what init writes for a healthy server has no findings", () => {
  it.each(HEALTHY)("%s", async (_name, launch, flags, said) => {
    const server = track(await launch());
    const { machine, config, init, doctor } = await initialized(server, flags);
    assertHarmless(server, { key: "allowed" });
    expect(seenIn(await runInProcess(["lint", config, "--json"], machine)).ids).toEqual([]);
    expect((await doctor()).ids).toEqual(said);
    assertHarmless(server, { key: "allowed" });
    expect((await doctor("--deep")).ids).toEqual(said);
    expect(await init()).toMatchObject({ ok: true, created: false, changed: false, diff: "" });
  });

  it("plans with the context that fits into memory, and says so", async () => {
    const models = [
      {
        id: "qwen3-coder:30b",
        tools: true,
        loaded: false,
        trainedContext: 262_144,
        row: { size: 18_556_684_288 },
      },
    ];
    const { baseUrl } = await start(ollama({ models }));
    const machine = mac32();
    const file = join(machine.dir, "openclaw.json");
    const args = ["init", "--yes", "--json", "--config", file, "--endpoint", baseUrl];
    const document = JSON.parse((await runInProcess(args, machine)).stdout);
    expect(document).toMatchObject({ ok: true, created: true, doctor: { findings: [] } });
    expect(document.diff).toContain("49152");
    expect(document.diff).not.toContain("65536");
    expect(document.notes.join()).toContain("more does not fit into memory");
  });
});

describe("what only an inference shows", () => {
  it.each([
    ["tool-as-text", "tool-calls-as-text", "tools"],
    ["empty", "no-answer", "answers"],
    ["think-leak", "think-leak", "answers"],
  ] as const)("Ollama's own route, %s: one finding, and only under --deep", async (chat, id, verdict) => {
    const models = [{ ...MODEL, loaded: true }];
    const server = await start(ollama({ models, allocatedContext: CONTEXT, chat }));
    const { doctor } = await initialized(server);
    expect((await doctor()).ids).toEqual([]);
    const { ids, report } = await doctor("--deep");
    expect(ids).toEqual([id]);
    expect(report.endpoints?.[0]?.verdicts[verdict]).toMatch(/^(fail|warn)$/);
    expect(server.requests.some((r) => r.path === "/api/chat")).toBe(true);
  });
});
