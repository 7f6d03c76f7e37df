import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import type { Found } from "../support/doctor.ts";
import { type Injection, injections, startTransient } from "../support/transient.ts";
import { cli } from "./lib/cli.ts";
import { MASTER_KEY, startLitellm } from "./lib/litellm.ts";
import { CONTEXT, type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { makeSandbox, type Sandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import type { ServerProcess } from "./lib/server-process.ts";

/** Injections for each server; TRANSIENT=100 makes a hundred, TRANSIENT=all every fault at every request: some hours. */
const SAMPLE =
  process.env["TRANSIENT"] === "all" ? Number.POSITIVE_INFINITY : Number(process.env["TRANSIENT"] ?? 5);
const NEEDS = ["llama", "models", "litellm", "port8000", "port4000"] as const;

type Told = Omit<Report, "findings"> & { findings: Found[] };

/** What `doctor --deep --fix --yes` did to the config behind a proxy with one fault; "" when it did no harm. */
async function harmOf(sandbox: Sandbox, origin: string, key: string | null, injection: Injection | null) {
  const proxy = await startTransient(origin, injection);
  try {
    const apiKey = key === null ? {} : { apiKey: "${LITELLM_API_KEY}" };
    const baseUrl = `${proxy.origin}/v1`;
    writeConfig(sandbox, { baseUrl, model: MODEL_ID, contextWindow: CONTEXT, ...apiKey });
    const text = readFileSync(sandbox.config, "utf8");
    const args = ["doctor", "--config", sandbox.config, "--deep", "--fix", "--yes"];
    const { json } = await cli<Told>(sandbox, args, key === null ? {} : { LITELLM_API_KEY: key });
    const safe = json.findings.filter((f) => f.fix?.safe === true && f.fix.edits.length > 0);
    const harms = [
      readFileSync(sandbox.config, "utf8") === text ? "" : `wrote ${json.diff}`,
      readdirSync(sandbox.dir).some((name) => name.endsWith(".bak")) ? "left a backup" : "",
      ...safe.map((one) => `safe edit of ${one.checkId}: ${one.message}`),
    ];
    return { harm: harms.filter(Boolean).join("; "), requests: proxy.seen, hit: proxy.hit };
  } finally {
    await proxy.close();
  }
}

scenario(
  "one fault at any request of a real server: nothing is written",
  NEEDS,
  ({ llama, models, litellm }) => {
    const sandbox = makeSandbox("transient");
    let server: Llama;
    let gateway: ServerProcess;
    beforeAll(async () => {
      server = await startLlama({ bin: llama.bin, model: models.plain, port: 8000 });
      gateway = await startLitellm(sandbox, litellm.bin, 4000, server.baseUrl);
    });
    afterAll(async () => {
      await gateway?.stop();
      await server?.stop();
      sandbox.remove();
    });

    const SERVERS = [
      ["llama-server", "http://127.0.0.1:8000", null],
      ["LiteLLM", "http://127.0.0.1:4000", MASTER_KEY],
    ] as const;
    // one of them is enough for the sample of each CI run
    const asked =
      process.env["REAL_ALL"] === "1" || process.env["TRANSIENT"] === "all" ? SERVERS : [SERVERS[0]];
    test.each(asked)("%s", { timeout: 36_000_000 }, async (name, origin, key) => {
      const healthy = await harmOf(sandbox, origin, key, null);
      expect(healthy.harm).toBe("");
      const harms: string[] = [];
      for (const injection of injections(healthy.requests, SAMPLE, name.length)) {
        const { harm, hit } = await harmOf(sandbox, origin, key, injection);
        const where = `${injection.fault} at ${injection.request}`;
        if (!hit) harms.push(`${where} was never injected`);
        if (harm !== "") harms.push(`${where}: ${harm}`);
      }
      if (harms.length > 0) throw new Error(harms.join("\n"));
    });
  },
);
