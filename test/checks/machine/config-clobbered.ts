import { expect } from "vitest";
import { runInProcess } from "../../machine/support/in-process.ts";
import type { Cases } from "../support/kit.ts";
import { CONFIG, configOf, Machine, readyWith } from "../support/machine.ts";

const CLOBBERED = `${CONFIG}.clobbered.2026-11-20T10-00-00Z`;
const old = (id = "lost") => configOf({ baseUrl: "http://127.0.0.1:4/v1", id });
const aside = (text = old()) => readyWith((machine) => machine.file(CLOBBERED, text));

export const cases: Cases = {
  machines: [
    {
      title: "a file put aside holds a provider that the config lost; restore puts it back",
      machine: () => aside(),
      finds: "warning config-clobbered",
      says: /lost/,
      later: [
        {
          change: async (machine) => {
            const [finding] = (await machine.doctor()).findings;
            const args = finding?.fix?.commands[0]?.split(" ").slice(1) ?? [];
            expect((await runInProcess([...args, "--yes"], machine)).code).toBe(0);
            expect(machine.read(CONFIG)).toBe(old());
          },
          finds: "error server-unreachable",
          args: ["--only", "config-clobbered,server-unreachable"],
        },
      ],
    },
    {
      title: "the same file has nothing more",
      machine: () => aside(),
      finds: "warning config-clobbered",
      mend: (machine) => machine.file(CLOBBERED, machine.read(CONFIG)),
    },
    {
      title: "a backup counts when the config still names its models",
      machine: () => readyWith((machine) => machine.file(`${CONFIG}.bak`, old())),
      finds: null,
      later: [
        {
          change: (machine) => {
            const { models } = JSON.parse(machine.read(CONFIG));
            const model = { primary: "local/qwen3-coder-30b", fallbacks: ["lost/qwen3-coder-30b"] };
            machine.file(CONFIG, JSON.stringify({ models, agents: { defaults: { model } } }), {
              mode: 0o600,
            });
          },
          args: ["--skip", "model-ref-unresolved"],
          finds: "warning config-clobbered",
        },
      ],
    },
    {
      title: "no local provider is left",
      machine: () => new Machine().file(CONFIG, "{}", { mode: 0o600 }).file(`${CONFIG}.bak`, old()),
      finds: "warning config-clobbered",
    },
    {
      title: "two lost providers",
      machine: () => {
        const { models } = JSON.parse(old("have-none"));
        const providers = { ...models.providers, second: models.providers["have-none"] };
        return aside(JSON.stringify({ models: { providers } }));
      },
      finds: "warning config-clobbered",
      says: /^The config lost the providers have-none and second, which openclaw\.json\.clobbered\.2026-11-20T10-00-00Z still has$/,
    },
    {
      title: "an old file, and one that is no JSON5",
      machine: () => readyWith((machine) => machine.file(CLOBBERED, old(), { ageSeconds: 40 * 24 * 3600 })),
      finds: null,
      later: [
        { change: (machine) => machine.file(CLOBBERED, old("local")), finds: null },
        { change: (machine) => machine.file(CLOBBERED, "{ models: "), finds: null },
      ],
    },
  ],
};
