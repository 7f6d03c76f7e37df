import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Emulator, startEmulator, startLmStudio, vllm } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { configOn, doctorHere } from "../support/doctor.ts";
import { CONTEXT, HEALTHY, MODEL } from "../support/healthy.ts";
import { closing, track } from "../support/track.ts";
import { type Injection, injections, startTransient } from "../support/transient.ts";

/** Injections for each server in `npm test`; `npm run transient` makes all of them. */
const SAMPLE = process.env["TRANSIENT"] === "all" ? Number.POSITIVE_INFINITY : 8;
const AT_ONCE = 6;
const models = [MODEL];

const SERVERS: [name: string, start: () => Promise<Emulator>, flags: string[]][] = [
  ...HEALTHY.map(([name, start, flags]): (typeof SERVERS)[number] => [name, start, flags]),
  [
    "vLLM over Responses",
    () => startEmulator(vllm({ models, allocatedContext: CONTEXT })),
    ["--api", "openai-responses"],
  ],
  [
    "vLLM, a reasoning model",
    () => startEmulator(vllm({ models, allocatedContext: CONTEXT, reasoning: "reasoning" })),
    [],
  ],
  [
    "LM Studio with a key",
    () => startLmStudio({ loadedContext: CONTEXT, apiKey: "sk-lm-right" }),
    ["--api-key-env", "LM_API_TOKEN"],
  ],
];

const KEYS = { LM_API_TOKEN: "sk-lm-right" };

/** What a run of `doctor --deep --fix --yes` did, in words; "" when it did no harm. */
interface Ran {
  harm: string;
  requests: string[];
  hit: boolean;
}

/** The config that init writes for a server. */
async function configFor({ baseUrl }: Emulator, flags: readonly string[]): Promise<string> {
  const machine = new FakeMachine();
  machine.env = KEYS;
  const file = join(machine.dir, "openclaw.json");
  const args = ["init", "--yes", "--json", "--config", file, "--endpoint", baseUrl, ...flags];
  expect(JSON.parse((await runInProcess(args, machine)).stdout)).toMatchObject({ ok: true });
  return readFileSync(file, "utf8");
}

async function run(server: Emulator, config: string, injection: Injection | null): Promise<Ran> {
  return closing(async () => {
    const proxy = track(await startTransient(server.origin, injection));
    const machine = new FakeMachine();
    machine.env = KEYS;
    const text = config.replaceAll(server.origin, proxy.origin);
    const path = configOn(machine, text);
    const files = () => readdirSync(machine.dir).sort();
    const before = files();
    const { report } = await doctorHere(["--config", path, "--deep", "--fix", "--yes"], machine);
    const safe = report.findings.filter((f) => f.fix?.safe === true && f.fix.edits.length > 0);
    const harms = [
      readFileSync(path, "utf8") === text ? "" : "wrote",
      files().join() === before.join() ? "" : "left a backup",
      ...(report.fixed ?? []).map((one) => `fixed ${one.checkId}`),
      ...safe.map((one) => `safe edit of ${one.status} ${one.checkId}: ${one.message}`),
    ];
    return { harm: harms.filter(Boolean).join("; "), requests: proxy.seen, hit: proxy.hit };
  });
}

/** Runs `work` on all items, a few at once. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

test.each(SERVERS)(
  "%s, one fault at any request: nothing is written",
  async (name, start, flags) => {
    const server = track(await start());
    const config = await configFor(server, flags);
    const healthy = await run(server, config, null);
    expect(healthy.harm).toBe("");
    expect(healthy.requests.filter((one) => one.startsWith("POST")).length).toBeGreaterThan(3);
    const harms: string[] = [];
    await inParallel(injections(healthy.requests, SAMPLE, name.length * 101), async (injection) => {
      const { harm, hit } = await run(server, config, injection);
      server.requests.length = 0;
      const where = `${injection.fault} at ${injection.request}`;
      if (!hit) harms.push(`${where} was never injected`);
      if (harm !== "") harms.push(`${where}: ${harm}`);
    });
    // the whole list, which an assertion would cut
    if (harms.length > 0) throw new Error(harms.sort().join("\n"));
  },
  600_000,
);
