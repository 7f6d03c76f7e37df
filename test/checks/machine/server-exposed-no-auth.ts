import type { Cases } from "../support/kit.ts";
import { configured, Machine, type Ready, readyWith, server, sockets } from "../support/machine.ts";

const FOUND = "warning server-exposed-no-auth";
const KEY = "sk-lm-local";

/** On every interface of a machine in a network. */
const exposed = (machine: Machine, { emulator }: Pick<Ready, "emulator">) => {
  machine.addresses = ["192.168.1.20"];
  machine.system("/proc/net/tcp", sockets([`any:${emulator.port}`]));
};
const lsof =
  (address: string) =>
  (machine: Machine, { emulator }: Ready) => {
    exposed(machine, { emulator });
    machine.platform = "darwin";
    machine.command("lsof", `echo 'node 1 me 20u IPv4 0x1 0t0 TCP ${address}:${emulator.port} (LISTEN)'`);
  };

export const cases: Cases = {
  machines: [
    {
      title: "on every interface, without a key",
      machine: () => readyWith(exposed),
      finds: FOUND,
      mend: (machine) => {
        machine.addresses = [];
      },
    },
    {
      title: "on loopback; another server is on every interface",
      machine: () =>
        readyWith((machine, { emulator }) => {
          machine.addresses = ["192.168.1.20"];
          machine.system("/proc/net/tcp", sockets([`loopback:${emulator.port}`, "any:22"]));
        }),
      finds: null,
    },
    {
      title: "with a key",
      machine: async () => {
        const emulator = await server({ apiKey: KEY });
        const machine = configured(new Machine(), { baseUrl: emulator.baseUrl, apiKey: KEY });
        exposed(machine, { emulator });
        return machine;
      },
      finds: null,
    },
    {
      title: "in WSL, and in a container",
      machine: () => readyWith(exposed),
      finds: FOUND,
      later: [
        {
          change: (m) => m.system("/proc/version", "Linux version 5.15.167.4-microsoft-standard-WSL2"),
          finds: null,
        },
        {
          change: (m) => m.system("/proc/version", "Linux version 6.8.0").system("/.dockerenv", ""),
          finds: null,
        },
      ],
    },
    { title: "lsof of macOS", machine: () => readyWith(lsof("*")), finds: FOUND },
    { title: "lsof of macOS: loopback", machine: () => readyWith(lsof("127.0.0.1")), finds: null },
  ],
};
