import { type Cases, setup } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: setup({ rest: 'tools: { profile: «"messaging", exec: { mode: "allowlist" } },' }) },
    { text: setup({ rest: 'tools: { profile: «"minimal", allow: ["exec", "session_status"] },' }) },
    {
      text: setup({}).replace(
        "agents: {",
        'agents: { entries: { ops: { tools: { profile: «"messaging", exec: { mode: "ask" } } } },',
      ),
    },
  ],
  passing: [
    setup({ rest: 'tools: { profile: "messaging" },' }),
    setup({
      rest: 'tools: { profile: "messaging", alsoAllow: ["group:runtime"], exec: { mode: "ask" } },',
    }),
    setup({ rest: 'tools: { profile: "messaging", exec: { mode: "deny" } },' }),
    setup({ rest: 'tools: { profile: "messaging", deny: ["exec"], exec: { mode: "ask" } },' }),
    setup({ rest: 'tools: { profile: "coding", exec: { mode: "ask" } },' }),
  ],
};
