import { expect, test } from "vitest";
import { cases as stage3 } from "../checks/server/context-server-below-config.ts";
import { cases as stage2 } from "../checks/server/model-id-not-served.ts";
import { cases as stage1 } from "../checks/server/server-401.ts";
import { textFor } from "../checks/support/scenario.ts";
import { cases as stage4 } from "../checks/turn/stream-cut.ts";
import { cases as stage5 } from "../checks/turn/vllm-no-auto-tool-choice.ts";
import { startEmulator } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { configOn } from "../support/doctor.ts";
import { track } from "../support/track.ts";

/** A report without what differs from run to run. */
const lasting = (text: string) =>
  JSON.parse(text, (key, value) => (key === "timingsMs" || key === "ms" ? undefined : value));

test.each([
  ["reachable", stage1],
  ["listed", stage2],
  ["context", stage3],
  ["answers", stage4],
  ["tools", stage5],
])("%s: the executable says what the same work says in this process", async (_stage, { scenarios = [] }) => {
  const [scenario] = scenarios;
  if (scenario?.finds == null) throw new Error("the first scenario has the fault");
  const made = scenario.server();
  const server = track(await ("handle" in made ? startEmulator(made) : made));
  const machine = new FakeMachine();
  const config = configOn(machine, textFor(scenario.config, server));
  const args = ["doctor", "--json", "--config", config, ...(scenario.deep ? ["--deep"] : [])];
  const { code, stdout, stderr } = await machine.executable(args);
  const here = await runInProcess(args, machine);
  expect(stdout).toContain(scenario.finds.split(" ")[1]);
  expect(lasting(stdout)).toEqual(lasting(here.stdout));
  expect([code, stderr]).toEqual([here.code, here.stderr]);
});
