import type { Cases } from "../support/kit.ts";
import { type Machine, readyWith } from "../support/machine.ts";

const OLD = ["--openclaw-version", "2026.3.24"];
const FOUND = "warning stale-agent-models-json";
const file = (agent: string) => `.openclaw/agents/${agent}/agent/models.json`;
const models = (baseUrl: string) => JSON.stringify({ providers: { local: { baseUrl, models: [] } } });
const STALE = models("http://127.0.0.1:9999/v1");

const ofAgents =
  (...agents: string[]) =>
  () =>
    readyWith((machine) => agents.map((agent) => machine.file(file(agent), STALE)), {
      apiKey: "sk-local",
    });

function mend(machine: Machine): void {
  const { models: own } = JSON.parse(machine.read(".openclaw/openclaw.json"));
  machine.file(file("main"), models(`${own.providers.local.baseUrl}/`));
}

export const cases: Cases = {
  machines: [
    {
      title: "another address in an agent's file",
      args: OLD,
      machine: ofAgents("main"),
      finds: FOUND,
      like: { path: "models.providers.local.baseUrl" },
      mend,
      later: [{ change: (machine) => machine.file(file("main"), "no json"), finds: null }],
    },
    {
      title: "since 2026.5.28 the config wins",
      args: ["--openclaw-version", "2026.9.6"],
      machine: ofAgents("main"),
      finds: null,
    },
    {
      title: "two agents",
      args: OLD,
      machine: ofAgents("main", "night"),
      finds: FOUND,
      says: /^The agents main and night keep another address/,
      commands: /(\n.*){2}/,
      later: [{ change: mend, finds: FOUND }],
    },
  ],
};
