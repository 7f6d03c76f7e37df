import { describe, expect, it } from "vitest";
import { GIB } from "../../src/core/bytes.ts";
import { recommend } from "../../src/fit/recommend.ts";
import { explainAbsence } from "../../src/init/absent.ts";
import { viewConfig } from "../../src/openclaw/view.ts";
import type { ServerKind, ServerStatus } from "../../src/servers/types.ts";
import { catalog } from "../fit/support/catalog.ts";
import { hardwareOf } from "../fit/support/hardware.ts";
import { server } from "./states.ts";

const asked = { endpoints: [], apiKeyEnv: null, view: viewConfig({}), env: {}, timeoutMs: 1_000 };

const linesFor = (budget: number, ramGiB: number) => {
  const hardware = hardwareOf({ kind: "gpu", budget, vendor: "nvidia" });
  const ram = { ...hardware.ram, totalBytes: ramGiB * GIB };
  const fits = recommend({ ...hardware, ram }, {}, catalog);
  return explainAbsence({ states: [], tried: [], working: [] }, asked, fits).fits.join("\n");
};

describe("what init proposes where no server answers", () => {
  it("the model that fits the GPU, then a stronger one with its experts in main memory", () => {
    const lines = linesFor(7, 48);
    expect(lines).toMatch(
      /what fits this machine: qwen3\.5-9b[\s\S]*stronger, but slower, with its experts in main memory: ornith-1\.0-35b-a3b \(Q4_K_M\)[\s\S]* -ncmoe \d+ /,
    );
  });

  it("nothing where a server is there, and requires a key or time", () => {
    const fits = recommend(hardwareOf({ kind: "gpu", budget: 7, vendor: "nvidia" }), {}, catalog);
    const lines = (status: ServerStatus, kind: ServerKind | null) => {
      const states = [server("http://127.0.0.1:8000/v1", { kind, product: null, status })];
      return explainAbsence({ states, tried: [], working: [] }, asked, fits).fits.join("\n");
    };
    for (const status of ["unauthorized", "loading", "busy", "slow"] as const)
      expect(lines(status, "vllm")).not.toContain("what fits");
    expect(lines("ready", "vllm")).toContain("what fits");
    expect(lines("unauthorized", null)).toContain("what fits");
  });

  it("too little RAM: only the first", () => {
    expect(linesFor(7, 10)).not.toContain("experts");
  });

  it("nothing fits the GPU whole: it says that this is slower", () => {
    expect(linesFor(5, 64)).toMatch(/what fits this machine: ornith-1\.0-35b-a3b[\s\S]*slower: its experts/);
  });
});
