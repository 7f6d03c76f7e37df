import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import type { Report } from "../../../src/core/report.ts";
import { OPENCLAW_VERSION } from "../parts/openclaw.ts";
import { onlyFinding } from "./advice.ts";
import { brief, cli, doctor, expectClean } from "./cli.ts";
import { agentTurn, validate } from "./openclaw.ts";
import type { Product } from "./product.ts";
import { proven } from "./proof.ts";
import type { Sandbox } from "./sandbox.ts";

interface ScanReport {
  servers: { baseUrl: string; kind: string; version: string | null; models: object[] }[];
}

export interface Healthy {
  product: Pick<Product, "name" | "version">;
  /** With OpenClaw on its PATH. */
  sandbox: Sandbox;
  /** As the user types it. */
  baseUrl: () => string;
  /** Of the server in `scan`. */
  scanned: { kind: string; version?: string | null; auth?: string };
  /** Of the model in `scan`: at least its id. */
  model: { id: string } & Record<string, unknown>;
  /** Where the context window comes from, for the record: "max_model_len"; null: the server does not report it. */
  context: string | null;
  /** What doctor cannot check of this product, and says so: "info unverified context-undeclared". */
  unverified?: readonly string[];
  /** More for `scan`: where it finds the key. */
  scan?: readonly string[] | undefined;
  /** More for `init`: `--context` where the server tells none. */
  init?: readonly string[] | undefined;
  /** Variables with keys. */
  env?: NodeJS.ProcessEnv;
  /** True: OpenClaw's turn belongs to --all alone, because this product takes half a minute for it. */
  slowTurn?: boolean;
}

/** What must hold of every healthy set-up: found, set up, nothing to say about it, and OpenClaw works with it. */
export function healthyStory(healthy: Healthy): void {
  const { product, sandbox, env = {} } = healthy;
  const seen = (what: Omit<Parameters<typeof proven>[1], "version">) =>
    proven(product.name, { version: product.version, ...what });
  const init = () => {
    const where = ["--endpoint", healthy.baseUrl(), "--routing", "local-only", ...(healthy.init ?? [])];
    const args = ["init", "--yes", "--config", sandbox.config, ...where];
    return cli<{ ok: boolean; changed: boolean; error?: unknown; doctor?: Report }>(sandbox, args, env);
  };
  const nothingToSay = ({ code, report }: { code: number | null; report: Report }) => {
    const lines = report.findings.map((f) => `${f.severity} ${f.status} ${f.checkId}`);
    expect(lines, brief(report).join("\n")).toEqual(healthy.unverified ?? []);
    expect({ code, ok: report.ok }).toEqual({ code: 0, ok: true });
  };

  test("scan recognizes it", async () => {
    const args = ["scan", "--endpoint", healthy.baseUrl(), ...(healthy.scan ?? [])];
    const { json } = await cli<ScanReport>(sandbox, args, env);
    expect(json.servers).toMatchObject([healthy.scanned]);
    expect(json.servers[0]?.models).toContainEqual(expect.objectContaining(healthy.model));
    seen({ recognized: true, context: healthy.context, loaded: healthy.model["loaded"] === true });
  });

  test("init writes a config that OpenClaw accepts", async () => {
    const { code, json } = await init();
    expect({ code, error: json.error }).toEqual({ code: 0, error: null });
    if (json.doctor) nothingToSay({ code, report: json.doctor });
    expect(await validate(sandbox, env)).toMatchObject({ code: 0, json: { valid: true, warnings: [] } });
  });

  test("doctor finds nothing, and neither does --deep", async () => {
    nothingToSay(await doctor(sandbox, [], env));
    seen({ clean: true });
    const result = await doctor(sandbox, ["--deep"], env);
    nothingToSay(result);
    const all = { reachable: "pass", listed: "pass", answers: "pass", tools: "pass" };
    expect(result.report.endpoints).toMatchObject([{ verdicts: all }]);
    seen({ deep: true });
  });

  test("a second init changes nothing", async () => {
    const before = readFileSync(sandbox.config, "utf8");
    expect((await init()).json).toMatchObject({ changed: false });
    expect(readFileSync(sandbox.config, "utf8")).toBe(before);
  });

  if (healthy.slowTurn === true && process.env["REAL_ALL"] !== "1") return;
  test("OpenClaw finishes an agent turn with a tool call", { timeout: 320_000 }, async () => {
    const { code, json } = await agentTurn(sandbox, env);
    expect(json.meta.toolSummary).toMatchObject({ calls: 1, tools: ["read"], failures: 0 });
    expect({ code, text: json.payloads.at(-1)?.text }).toEqual({ code: 0, text: "pong" });
    seen({ turn: OPENCLAW_VERSION });
  });
}

export interface Planted {
  product: Pick<Product, "name" | "version">;
  /** True: only with --all, because its probes take a minute. */
  slow?: boolean;
  /** Makes the fault and asks doctor. */
  plant: () => Promise<{ code: number | null; report: Report }>;
  /** "error server-401": the only thing that doctor says. Several: one of them, by the moment at which it happens. */
  finds: string | readonly string[];
  /** What else must be true of the finding. */
  check?: (finding: Finding) => void;
  /** Does exactly as the finding says and asks again; doctor must have nothing more to say. */
  cure?: (finding: Finding) => Promise<{ code: number | null; report: Report }>;
}

/** A fault made for real: one finding, and what it advises cures it. */
export function planted(title: string, { product, slow, plant, finds, check, cure }: Planted): void {
  if (slow && process.env["REAL_ALL"] !== "1") return;
  test(title, { timeout: 900_000 }, async () => {
    const finding = onlyFinding(await plant(), ...[finds].flat());
    check?.(finding);
    if (cure) expectClean(await cure(finding));
    const cured = cure ? { cured: [title] } : {};
    proven(product.name, { version: product.version, faults: [title], ...cured });
  });
}

/**
 * The same for faults whose story is longer: a test that counts as a planted fault of the product. `cured` says that the
 * story follows the advice and sees the finding gone.
 */
export function faultTests({ name, version }: Pick<Product, "name" | "version">) {
  return (title: string, cured: "cured" | "found", story: () => Promise<unknown>): void => {
    test(title, async () => {
      await story();
      proven(name, { version, faults: [title], ...(cured === "cured" ? { cured: [title] } : {}) });
    });
  };
}
