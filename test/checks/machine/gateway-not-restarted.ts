import type { Cases } from "../support/kit.ts";
import { configured, readyWith, runGateway } from "../support/machine.ts";

const OFF = { more: { gateway: { reload: { mode: "off" } } } };

export const cases: Cases = {
  machines: [
    {
      title: "with reload off, a config newer than the process",
      machine: () => readyWith((machine) => runGateway(machine), OFF),
      finds: "warning gateway-not-restarted",
      like: { path: "gateway.reload.mode" },
      commands: ["openclaw gateway restart"],
      mend: (machine) =>
        machine.file(".openclaw/openclaw.json", machine.read(".openclaw/openclaw.json"), {
          mode: 0o600,
          ageSeconds: 7_200,
        }),
    },
    { title: "with hot reload", machine: () => readyWith((machine) => runGateway(machine)), finds: null },
    { title: "no gateway runs", machine: () => readyWith(() => undefined, OFF), finds: null },
    {
      title: "an older config",
      machine: () =>
        readyWith((machine, { setup }) => {
          configured(machine, setup, 7_200);
          runGateway(machine);
        }, OFF),
      finds: null,
    },
  ],
};
