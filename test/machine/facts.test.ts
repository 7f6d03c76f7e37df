import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { worldOf } from "../../src/doctor/world.ts";
import { createOutside } from "../../src/io/outside.ts";
import { listeningSockets } from "../../src/machine/facts/listening-sockets.ts";
import { track } from "../support/track.ts";

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
