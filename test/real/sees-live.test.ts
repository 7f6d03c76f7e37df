import { existsSync, readFileSync, writeFileSync } from "node:fs";
import JSON5 from "json5";
import { expect, test } from "vitest";
import { getIn, type JsonObject } from "../../src/core/json.ts";
import { doctor } from "./lib/cli.ts";
import { HEALTHY, type LiveFault, liveFaults, type Stage } from "./lib/live-faults.ts";
import { openclaw } from "./lib/openclaw.ts";
import { ROOT } from "./lib/paths.ts";
import { makeSandbox, type Sandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { OPENCLAW_VERSION } from "./parts/openclaw.ts";

const OUT = `${ROOT}data/openclaw-sees-live.json`;
/** Each of OpenClaw's runs takes seconds of a core. */
const PARALLEL = 2;
/** Only these, comma separated; the others stay as they are in the file. */
const ONLY = (process.env["SEES_ONLY"] ?? "").split(",").filter((id) => id !== "");

interface Said {
  validate: Map<string, number>;
  doctor: Map<string, number>;
  infer: { ok: boolean; says: string };
  probe: { ok: boolean; says: string };
}

// npm run test:real-sees: what OpenClaw's own commands say of each live fault, beside the healthy set-up.
scenario("OpenClaw on live faults", ["llama", "models", "openclaw"], ({ llama, models, openclaw: real }) => {
  const faults = liveFaults(llama.bin, models);
  const baselines = new Map<string, Promise<Said>>();

  async function on<T>(stage: Stage, use: (sandbox: Sandbox) => Promise<T>): Promise<T> {
    const sandbox = makeSandbox("sees", real.path);
    try {
      writeFileSync(sandbox.config, stage.config, { mode: 0o600 });
      return await use(sandbox);
    } finally {
      sandbox.remove();
      await stage.close();
    }
  }

  const baseline = (kind: LiveFault["healthy"]) => {
    const known = baselines.get(kind) ?? HEALTHY[kind]().then((stage) => on(stage, askOpenclaw));
    baselines.set(kind, known);
    return known;
  };

  async function examine({ id, what, deep, make, healthy }: LiveFault) {
    const [seen, ours] = await on(await make(), async (sandbox) => [
      await askOpenclaw(sandbox),
      (await doctor(sandbox, deep ? ["--deep"] : [])).report,
    ]);
    expect(
      ours.findings.map((f) => f.checkId),
      what,
    ).toContain(id);
    const usual = await baseline(healthy);
    return {
      what,
      validate: moreThan(seen.validate, usual.validate),
      doctorLint: moreThan(seen.doctor, usual.doctor),
      infer: seen.infer,
      probe: seen.probe,
      version: OPENCLAW_VERSION,
    };
  }

  test("is asked, and its answers are kept", { timeout: 1_800_000 }, async () => {
    const table: Record<string, unknown> =
      ONLY.length > 0 && existsSync(OUT) ? JSON.parse(readFileSync(OUT, "utf8")) : {};
    const queue = faults.filter(({ id }) => ONLY.length === 0 || ONLY.includes(id));
    const failures: string[] = [];
    const order = new Map(faults.map(({ id }, index) => [id, index]));
    const save = () => {
      const rows = Object.entries(table).sort(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
      writeFileSync(OUT, `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`);
    };
    const worker = async () => {
      for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) {
        try {
          table[fault.id] = await examine(fault);
          save();
        } catch (error) {
          failures.push(`${fault.id}: ${error instanceof Error ? error.message : String(error)}`);
        }
        process.stderr.write(`[sees] ${fault.id} ${JSON.stringify(table[fault.id] ?? failures.at(-1))}\n`);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    expect(failures).toEqual([]);
    expect((await baseline("local")).infer).toEqual({ ok: true, says: "pong" });
  });
});

async function askOpenclaw(sandbox: Sandbox): Promise<Said> {
  const validate = parse((await openclaw(sandbox, ["config", "validate", "--json"])).stdout);
  const lint = parse((await openclaw(sandbox, ["doctor", "--lint", "--json"])).stdout);
  // without these an answer that could not be read would pass for "sees nothing"
  if (typeof validate["valid"] !== "boolean" || !Array.isArray(lint["findings"])) {
    throw new Error("OpenClaw's own checks gave no report");
  }
  return {
    validate: counted([...list(validate["issues"]), ...list(validate["warnings"])], () => "validate"),
    doctor: counted(list(lint["findings"]), (finding) => String(finding["checkId"])),
    infer: await infer(sandbox),
    probe: await probe(sandbox),
  };
}

/**
 * `models status --probe`: a small request to each model of the config, with its retries. It asks only where a provider has
 * a key, so that one is put in.
 */
async function probe(sandbox: Sandbox): Promise<Said["probe"]> {
  const config = JSON5.parse<JsonObject>(readFileSync(sandbox.config, "utf8"));
  const providers = Object.values((getIn(config, ["models", "providers"]) ?? {}) as JsonObject);
  for (const provider of providers as JsonObject[]) provider["apiKey"] ??= "sk-local";
  writeFileSync(sandbox.config, JSON.stringify(config), { mode: 0o600 });
  const { code, stdout } = await openclaw(sandbox, ["models", "status", "--probe", "--json"]);
  if (code === null) return { ok: false, says: "no report within two minutes" };
  const told = parse(stdout);
  const results = list(getIn(told as JsonObject, ["auth", "probes", "results"]));
  if (!("auth" in told)) throw new Error("OpenClaw's probe gave no report");
  const bad = results.find(({ status }) => status !== "ok");
  if (results.length === 0) return { ok: true, says: "nothing was probed" };
  const says = bad === undefined ? "ok" : `${String(bad["status"])}: ${String(bad["error"] ?? "")}`;
  return { ok: bad === undefined, says: plain(says, sandbox) };
}

async function infer(sandbox: Sandbox): Promise<Said["infer"]> {
  const args = ["infer", "model", "run", "--local", "--prompt", "ping", "--json"];
  const { code, stdout, stderr } = await openclaw(sandbox, args);
  const answer = parse(stdout);
  const [output] = list(answer["outputs"]);
  if (code === 0) return { ok: true, says: plain(String(output?.["text"] ?? ""), sandbox) };
  const told = answer["error"];
  const message = typeof told === "object" && told !== null ? (told as Line)["message"] : told;
  return { ok: false, says: plain(typeof message === "string" ? message : stderr || stdout, sandbox) };
}

type Line = Record<string, unknown>;

function parse(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return {};
  }
}

function list(value: unknown): Line[] {
  return Array.isArray(value) ? (value as Line[]) : [];
}

/** One line without what differs from run to run: ports, homes, times. */
function plain(text: string, sandbox: Sandbox): string {
  const [line = ""] = text
    .trim()
    .split("\n")
    .filter((one) => one.trim() !== "");
  const same = line.replaceAll(sandbox.dir, "~").replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT");
  return same.length > 160 ? `${same.slice(0, 159)}…` : same;
}

function counted(lines: readonly Line[], nameOf: (line: Line) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(nameOf(line), (counts.get(nameOf(line)) ?? 0) + 1);
  return counts;
}

/** A check sees a fault when it reports more under one of its ids than for the healthy set-up. */
function moreThan(seen: ReadonlyMap<string, number>, usual: ReadonlyMap<string, number>): boolean {
  return [...seen].some(([id, count]) => count > (usual.get(id) ?? 0));
}
