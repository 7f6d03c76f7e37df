import { join } from "node:path";
import type { Cases } from "../support/kit.ts";
import { installOpenClaw, type Machine, readyWith, SERVICE, UNIT } from "../support/machine.ts";

const OLD = "echo v20.1.0";

/** An OpenClaw that needs Node 24.16, and a `node` on PATH. */
const withNode = (script: string, more: (machine: Machine) => unknown = () => undefined, first?: string) =>
  readyWith((machine) => {
    installOpenClaw(machine, ">=24.16.0 <25 || >=26.1.0", first);
    machine.command("node", script);
    more(machine);
  });

export const cases: Cases = {
  machines: [
    {
      title: "the node on PATH",
      machine: () => withNode("echo v22.13.0"),
      finds: "error openclaw-node-too-old",
      like: { evidence: { node: "22.13.0", openclaw: "2026.9.6" } },
      mend: (machine) => machine.command("node", "echo v24.16.1"),
      later: [{ change: (machine) => machine.command("node", "echo v26.1.0"), finds: null }],
    },
    {
      title: "the node of the service",
      machine: () =>
        withNode("echo v24.16.0", (machine) =>
          machine
            .file("old/node", `#!/bin/sh\n${OLD}\n`, { mode: 0o755 })
            .file(UNIT, SERVICE.replace("/usr/bin/node", join(machine.home, "old", "node"))),
        ),
      finds: "error openclaw-node-too-old",
      like: { evidence: { by: "service" } },
      later: [
        // it does not say its version in time
        { change: (m) => m.file("old/node", "#!/bin/sh\n/bin/sleep 5\n", { mode: 0o755 }), finds: null },
      ],
    },
    {
      title: "a wrapper chooses another one",
      machine: () => withNode(OLD, undefined, "#!/bin/sh"),
      finds: null,
    },
    {
      title: "the first line chooses another one",
      machine: () =>
        readyWith((machine) => {
          const own = join(machine.home, "own", "node");
          machine.file("own/node", "#!/bin/sh\necho v24.16.0\n", { mode: 0o755 }).command("node", OLD);
          installOpenClaw(machine, ">=24.16.0", `#!${own}`);
        }),
      finds: null,
      later: [
        {
          change: (m) =>
            m.file("own/node", `#!/bin/sh\n${OLD}\n`, { mode: 0o755 }).command("node", "echo v24.16.0"),
          finds: "error openclaw-node-too-old",
        },
      ],
    },
    {
      title: "without OpenClaw, and with a range that is none",
      machine: () => readyWith((machine) => machine.command("node", OLD)),
      finds: null,
      later: [{ change: (machine) => installOpenClaw(machine, "a new one"), finds: null }],
    },
  ],
};
