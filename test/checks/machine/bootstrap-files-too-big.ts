import type { Cases } from "../support/kit.ts";
import { type configOf, type Machine, readyWith } from "../support/machine.ts";

const fill = (machine: Machine, chars: number) => {
  for (const name of ["AGENTS.md", "SOUL.md", "MEMORY.md"])
    machine.file(`.openclaw/workspace/${name}`, "x".repeat(chars));
};
const filled = (more: Partial<Parameters<typeof configOf>[0]>) => () =>
  readyWith((machine) => fill(machine, 25_000), { context: 32_768, ...more });
const model = { primary: "local/qwen3-coder-30b" };

export const cases: Cases = {
  machines: [
    {
      title: "60,000 characters in a window of 32,768",
      machine: filled({}),
      finds: "warning bootstrap-files-too-big",
      like: { target: model.primary, evidence: { injectedChars: 60_000, contextWindow: 32_768 } },
      mend: (machine) => fill(machine, 8_000),
    },
    { title: "in a large window", machine: filled({ context: 131_072 }), finds: null },
    {
      title: "with a limit",
      machine: filled({ more: { agents: { defaults: { model, bootstrapTotalMaxChars: 20_000 } } } }),
      finds: null,
    },
    {
      title: "where nothing is injected",
      machine: filled({ more: { agents: { defaults: { model, contextInjection: "never" } } } }),
      finds: null,
    },
  ],
};
