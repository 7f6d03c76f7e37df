import { expect } from "vitest";
import type { Measure } from "../../../src/core/measured.ts";
import { withAgent } from "../../emulators/agent.ts";
import type { Conduct } from "../../emulators/agent-conduct.ts";
import { vllm } from "../../emulators/index.ts";
import { MODEL } from "./servers.ts";
import type { ServerScenario } from "./types.ts";

const serverOf = (conduct: Conduct) => () => withAgent(vllm({ allocatedContext: 32_768 }), { conduct });

/** An exam of a model with this conduct: one finding, with the measures that show it. A good model has none. */
export function exam(conduct: Conduct, id: string, measures: readonly Measure[]): ServerScenario {
  return {
    title: conduct,
    server: serverOf(conduct),
    config: { row: { contextWindow: 32_768, maxTokens: 4_096 } },
    deep: ["--exam"],
    finds: `warning ${id}`,
    says: /\d+ of \d+ .* \(\d+ %, 95 % interval \d+ to \d+ %\)/,
    like: { status: "found", target: `local/${MODEL}` },
    verdicts: { tools: "warn" },
    neighbors: [serverOf("perfect")],
    more({ report, findings: [found] }) {
      const seen = report.endpoints?.[0]?.models[0]?.exam?.measures;
      expect(found?.evidence).toMatchObject({ runs: 10 });
      for (const measure of measures) {
        expect(seen?.[measure].high).toBeLessThan(0.9);
        expect(found?.evidence["rates"]).toMatchObject({ [measure]: seen?.[measure] });
      }
    },
  };
}
