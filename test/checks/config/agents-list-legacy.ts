import type { Cases } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: `{ agents: { «list: [{ id: "main" }] } }` },
    {
      text: `{\n  agents: {\n    «list: [{ id: "main", default: true }, { id: "work" }],\n  },\n}`,
      version: "2026.8.2",
    },
    { text: `{ agents: { «list: [], defaults: { workspace: "~/work" } } }` },
  ],
  passing: [
    `{ agents: { entries: { main: {} } } }`,
    { text: `{ agents: { list: [{ id: "main" }] } }`, version: "2026.7.1" },
    `{ agents: { defaults: { workspace: "~/work" } } }`,
  ],
};
