import { afterAll, beforeAll, expect, test } from "vitest";
import { cli } from "./lib/cli.ts";
import { type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { makeSandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";

interface ScanReport {
  schemaVersion: number;
  servers: {
    baseUrl: string;
    port: number;
    kind: string;
    auth: string;
    models: {
      id: string;
      loaded: boolean | null;
      contextAllocated: number | null;
      contextTrained: number | null;
    }[];
  }[];
  tried: { url: string; outcome: string }[];
}

scenario("scan", ["llama", "models", "port8000", "port1234"], ({ llama, models }) => {
  const sandbox = makeSandbox("scan");
  const servers: Llama[] = [];
  beforeAll(async () => {
    const base = { bin: llama.bin, model: models.plain };
    servers.push(await startLlama({ ...base, port: 8000 }));
    servers.push(await startLlama({ ...base, port: 1234, args: ["-c", "65536", "-np", "4"] }));
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    sandbox.remove();
  });

  test("finds llama.cpp on the ports of vLLM and of LM Studio, each with the context of one request", async () => {
    const { code, json } = await cli<ScanReport>(sandbox, ["scan"]);
    expect(code).toBe(0);
    expect(json.schemaVersion).toBe(1);
    const on = (port: number) => json.servers.find((server) => server.port === port);
    const model = { id: MODEL_ID, loaded: true, contextTrained: 131_072 };
    expect(on(8000)).toMatchObject({
      kind: "llamacpp",
      auth: "none",
      models: [{ ...model, contextAllocated: 65_536 }],
    });
    // -np 4 divides -c
    expect(on(1234)).toMatchObject({
      kind: "llamacpp",
      auth: "none",
      models: [{ ...model, contextAllocated: 16_384 }],
    });
  });

  test("tells the trained length where -c asks for more", async () => {
    await servers.shift()?.stop();
    const args = ["-c", "200000", "-np", "1"];
    servers.push(await startLlama({ bin: llama.bin, model: models.plain, port: 8000, args }));
    const { json } = await cli<ScanReport>(sandbox, ["scan", "--endpoint", "http://127.0.0.1:8000/v1"]);
    expect(json.servers).toHaveLength(1);
    expect(json.servers[0]?.models[0]).toMatchObject({ contextAllocated: 131_072, contextTrained: 131_072 });
  });
});
