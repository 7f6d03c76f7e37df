import { type Cases, setup } from "../support/kit.ts";

/** A config that triggers small-model-wide-tools, before a test's changes. */
function exposed({
  model = "qwen3-8b",
  tools = 'profile: "full"',
  sandbox = '«"off"',
  channel = 'dmPolicy: "open"',
} = {}) {
  return setup({
    model,
    agent: `sandbox: { mode: ${sandbox} }`,
    rest: `tools: { ${tools} }, channels: { telegram: { ${channel}, allowFrom: ["*"] } },`,
  });
}

export const cases: Cases = {
  failing: [
    { text: exposed() },
    { text: exposed({ tools: 'alsoAllow: ["group:web"]' }) },
    { text: exposed({ tools: 'exec: { mode: "full" }', model: "gemma-3-12b-it" }) },
    // the agent's own settings
    {
      text: setup({
        model: "qwen3-8b",
        agent: 'sandbox: { mode: "all" }',
        rest: `channels: { telegram: { dmPolicy: "open", allowFrom: ["*"] } },`,
      }).replace(
        "agents: {",
        'agents: { entries: { main: { sandbox: { mode: «"off" }, tools: { profile: "full" } } }, ',
      ),
    },
  ],
  passing: [
    exposed({ sandbox: '"all"' }),
    exposed({ sandbox: '"off"', channel: 'dmPolicy: "pairing"' }),
    exposed({ sandbox: '"off"', channel: 'enabled: false, dmPolicy: "open"' }),
    exposed({ sandbox: '"off"', model: "minimax-m2.1-gs32" }),
    exposed({ sandbox: '"off"', model: "qwen3-32b" }),
    exposed({ sandbox: '"off"', tools: 'profile: "messaging"' }),
  ],
};
