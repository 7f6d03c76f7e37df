import { expect, it } from "vitest";
import { tempDir } from "../cli/run.ts";
import { llamacpp, startEmulator } from "../emulators/index.ts";
import { track } from "../support/track.ts";
import { fakeOpenClaw, WORKS } from "./fake-openclaw.ts";
import { wizard } from "./wizard-stage.ts";

// OpenClaw refuses to start the gateway of a config without gateway.mode, so of every config that init made from nothing.
it.each([
  ["made from nothing", undefined],
  ["without a gateway", "{}"],
  ["with a gateway", "{ gateway: { mode: 'local' } }"],
])("the gateway is started as its config allows: %s", async (_, config) => {
  const server = track(await startEmulator(llamacpp({ allocatedContext: 65_536 })));
  const { path } = fakeOpenClaw(tempDir(), WORKS);
  const args = ["--vram", "256", "--endpoint", server.baseUrl, "--routing", "local-only"];
  const env = { PATH: `${path}:/usr/bin:/bin` };
  const { terminal } = wizard(args, { columns: 200, config, env });
  await terminal.shows("Write this?");
  terminal.press("w");
  await terminal.shows("Try it with a real agent turn?");
  terminal.press("n");
  expect(await terminal.exit).toBe(0);
  const isReady = config?.includes("mode") === true;
  expect(terminal.text()).toMatch(/^start the gateway: .*openclaw gateway/m);
  expect(terminal.text().includes("openclaw gateway --allow-unconfigured\n")).toBe(!isReady);
  expect(/to set the gateway up: .*openclaw onboard$/m.test(terminal.text())).toBe(!isReady);
  expect(terminal.text()).toContain("take the change back: openclaw-local undo");
});
