import { FAR, type ProviderSetup } from "../../machine/support/machine.ts";
import type { Cases } from "../support/kit.ts";
import { at, elsewhere, readyWith, routes, WSL2 } from "../support/machine.ts";

/** In WSL, with a server on Windows, which is the default gateway. */
const onWindows = async (asked = "127.0.0.1", kernel = WSL2, more: Partial<ProviderSetup> = {}) =>
  (await elsewhere("127.0.0.2", asked, more))
    .system("/proc/version", kernel)
    .system("/proc/net/route", routes("127.0.0.2"))
    .command("wslinfo", "echo nat");

export const cases: Cases = {
  machines: [
    {
      title: "the server runs on Windows",
      machine: () => onWindows("127.0.0.1", WSL2, FAR),
      finds: "error wsl2-host-unreachable",
      like: { evidence: { networking: "nat" } },
      afterwards: [],
      mend: at("127.0.0.2", FAR),
    },
    {
      title: "a server inside",
      machine: () =>
        readyWith((m) => m.system("/proc/version", WSL2).system("/proc/net/route", routes("127.0.0.2"))),
      finds: null,
    },
    {
      title: "Windows does not answer either",
      machine: async () => (await onWindows()).system("/proc/net/route", routes("127.0.0.3")),
      finds: "error server-unreachable",
    },
    {
      title: "the address that Windows had before it was started again",
      machine: async () => (await onWindows("172.29.16.1", WSL2, FAR)).name("172.29.16.1", "127.0.0.9"),
      finds: "error wsl2-host-unreachable",
      afterwards: [],
    },
    {
      // whatever answers there
      title: "a machine of the network is not Windows",
      machine: async () => (await onWindows("192.168.1.5", WSL2, FAR)).name("192.168.1.5", "127.0.0.9"),
      finds: "error server-unreachable",
    },
    {
      title: "WSL 1 shares the network of Windows",
      machine: () => onWindows("127.0.0.1", "Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com)"),
      finds: "error server-unreachable",
    },
  ],
};
