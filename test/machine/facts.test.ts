import { type AddressInfo, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { worldOf } from "../../src/doctor/world.ts";
import { createOutside } from "../../src/io/outside.ts";
import { listeningSockets } from "../../src/machine/facts/listening-sockets.ts";
import { installedOllama } from "../../src/machine/facts/ollama-service.ts";
import { track } from "../support/track.ts";
import { FakeMachine } from "./support/fake-machine.ts";

/** The kernel hands out /proc/net/tcp in pieces that hold 26 sockets. */
const MANY = 60;

test.runIf(process.platform === "linux")("every listening socket, however many there are", async () => {
  const ports = await Promise.all(
    Array.from({ length: MANY }, async () => {
      const server = track(createServer());
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return (server.address() as AddressInfo).port;
    }),
  );
  const world = worldOf(null, createOutside({}, new AbortController().signal));
  const read = await listeningSockets.of(world);
  const seen = read.known ? read.value.filter(({ on }) => on === "loopback").map(({ port }) => port) : [];
  expect(ports.filter((port) => !seen.includes(port))).toEqual([]);
});

describe("Ollama's installation", () => {
  const UNIT = "/etc/systemd/system/ollama.service";
  const SLICE = "/sys/fs/cgroup/system.slice";
  const read = (files: Record<string, string>, platform: NodeJS.Platform = "linux") => {
    const machine = new FakeMachine({ platform });
    for (const [path, text] of Object.entries(files)) machine.system(path, text);
    return installedOllama.of(
      worldOf(null, { ...createOutside({}, new AbortController().signal), ...machine.outside }),
    );
  };
  const runs = { [`${SLICE}/ollama.service/cgroup.procs`]: "7" };
  const others = { [`${SLICE}/ssh.service/cgroup.procs`]: "8" };
  test.each<[string, Record<string, string>, { port: number } | null]>([
    ["no unit", others, null],
    ["a unit that does not run", { [UNIT]: "[Service]", ...others }, null],
    ["a unit that runs", { [UNIT]: "[Service]", ...runs }, { port: 11_434 }],
    [
      "another port in a drop-in",
      {
        [UNIT]: '[Service]\nEnvironment="OLLAMA_HOST=127.0.0.1:1"',
        [`${UNIT}.d/override.conf`]: '[Service]\nEnvironment="OLLAMA_HOST=0.0.0.0:8123"',
        ...runs,
      },
      { port: 8_123 },
    ],
  ])("%s", async (_name, files, value) => {
    expect(await read(files)).toEqual({ known: true, value });
  });
  test("is unknown where the running services are not listed", async () => {
    expect(await read({ [UNIT]: "[Service]" })).toMatchObject({ known: false });
  });
  test("is the app on macOS", async () => {
    expect(await read({}, "darwin")).toEqual({ known: true, value: null });
    expect(await read({ "/Applications/Ollama.app/Contents/Info.plist": "" }, "darwin")).toEqual({
      known: true,
      value: { port: 11_434 },
    });
  });
});
