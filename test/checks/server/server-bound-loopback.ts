import type { Cases } from "../support/kit.ts";
import { called } from "../support/machine.ts";

export const cases: Cases = {
  machines: [
    {
      title: "the machine's own name leads to 127.0.1.1, where the server does not listen",
      machine: async () => {
        const machine = (await called("thisbox")).name("thisbox", "127.0.1.1", "192.168.7.9");
        machine.addresses = ["192.168.7.9"];
        return machine;
      },
      finds: "error server-bound-loopback",
      afterwards: [],
      mend: (machine) => machine.name("thisbox", "127.0.0.1", "192.168.7.9"),
    },
    {
      title: "the name stands for loopback",
      machine: async () => (await called("thisbox")).name("thisbox", "127.0.1.1"),
      finds: "error server-bound-loopback",
    },
    {
      title: "another machine",
      machine: async () => (await called("otherbox")).name("otherbox", "127.0.1.1", "192.168.7.9"),
      finds: "error server-unreachable",
    },
  ],
};
