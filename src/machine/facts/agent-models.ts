import { join } from "node:path";
import { type Json, parseJson } from "../../core/json.ts";
import { listNames, readText } from "../files.ts";
import { defineFact } from "./fact.ts";

/** The models.json that OpenClaw keeps for an agent. */
interface AgentModels {
  agent: string;
  path: string;
  value: Json;
}

/** The readable ones of all agents. */
export const agentModels = defineFact<AgentModels[]>("the agents' models.json", 500, ({ fs, stateDir }) => {
  const folder = join(stateDir, "agents");
  return listNames(fs, folder).flatMap((agent) => {
    const path = join(folder, agent, "agent", "models.json");
    const value = parseJson(readText(fs, path) ?? "");
    return value === undefined ? [] : [{ agent, path, value }];
  });
});
