import type { Cases } from "../support/kit.ts";
import { CONFIG, configOf, type Machine, readyWith, runFirst } from "../support/machine.ts";

const TOKEN = "123456789:Zq81vLw0TtYx93RmKd72HbNc";
const channels = { telegram: { botToken: TOKEN } };
const DOTENV = "SOME_LOCAL_LLM_KEY=abcdefghijkl\n";

const open = (more: Parameters<typeof configOf>[0]["more"] = {}, apiKey = "sk-local") =>
  readyWith((machine, { setup }) =>
    machine.file(CONFIG, configOf({ ...setup, apiKey, more }), { mode: 0o644 }).open(),
  );
const dotenv = (mode: number) => (machine: Machine) => machine.file(".openclaw/.env", DOTENV, { mode });

export const cases: Cases = {
  machines: [
    {
      title: "a key that everybody can read",
      machine: () => open({ channels }),
      finds: "warning config-file-mode",
      hides: TOKEN,
      mend: (machine) => machine.close(),
    },
    {
      title: "the command that is printed",
      machine: () => open({ channels }),
      finds: "warning config-file-mode",
      later: [{ change: async (machine) => runFirst(await machine.doctor(), {}), finds: null }],
    },
    { title: "a dummy", machine: () => open(), finds: null },
    {
      title: "a reference, and what it stands for in .env",
      machine: async () => {
        const machine = await open({}, "${SOME_LOCAL_LLM_KEY}");
        return dotenv(0o600)(machine);
      },
      finds: null,
      later: [
        { change: dotenv(0o644), finds: "warning config-file-mode" },
        { change: (machine) => machine.close(), finds: null },
        { change: (machine) => machine.open().system("/.dockerenv", ""), finds: null },
      ],
    },
  ],
};
