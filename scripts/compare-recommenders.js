// This project's picks beside those of llmfit, llm-checker and OpenClaw's own recommender, on the machines of the golden
// table, and why they differ: writes the tables of docs/hardware-compared.md.
//
// node scripts/compare-recommenders.js          from what the other tools answered when they were last run
// node scripts/compare-recommenders.js --check  fails when the tables are not what the code says
// node scripts/compare-recommenders.js --llmfit <executable> --llm-checker <executable>
//                                               runs both (pip install llmfit, npm install llm-checker) and stores
//                                               their answers in test/fit/compared/peers.json
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadTypeScript, ROOT, writeBlock } from "./support.js";

const PEERS = `${ROOT}test/fit/compared/peers.json`;
const CONTEXT = 65536;
const PICKS = 3;
/** Models whose memory for the context is compared, with the form that llmfit is asked about. */
const PLANS = [
  "Qwen/Qwen3.5-9B",
  "Qwen/Qwen3.8-27B",
  "Qwen/Qwen3.6-35B-A3B",
  "Qwen/Qwen3.5-122B-A10B",
  "openai/gpt-oss-20b",
  "google/gemma-4-26B-A4B-it",
  "meta-models/Muse-Glimmer-30B",
  "MiniMaxAI/MiniMax-M2.1",
  "moonshotai/Kimi-K2.6",
  "zai-org/GLM-5.2",
].map((repo) => ({ repo, quant: "Q4_K_M" }));

const { values } = parseArgs({
  options: {
    llmfit: { type: "string" },
    "llm-checker": { type: "string" },
    check: { type: "boolean", default: false },
  },
});

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    timeout: 120_000,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: exit ${status}\n${stderr}`);
  return stdout;
}

/** Flags that make llmfit take a machine for its own. */
function llmfitFlags(machine, dir) {
  const { memory, ram, unified, bandwidth } = machine.llmfit;
  if (memory !== undefined) return ["--memory", `${memory}G`, "--ram", `${ram}G`];
  if (unified === undefined) return ["--ram", `${ram}G`];
  const hardware = {
    total_ram_gb: unified,
    unified_memory: true,
    gpu_memory_bandwidth_gbps: bandwidth,
    ddr_bandwidth_gbps: bandwidth,
  };
  const file = join(dir, "described.json");
  writeFileSync(file, JSON.stringify({ schema_version: 1, name: "described", hardware }));
  return ["--profile", file];
}

function askLlmfit(command, machines, dir) {
  const answers = machines.map((machine) => {
    const flags = [...llmfitFlags(machine, dir), "--max-context", String(CONTEXT)];
    const text = run(command, [...flags, "recommend", "-n", String(PICKS), "--capability", "tool_use"]);
    const picks = JSON.parse(text).models.map((model) => ({
      name: model.name,
      paramsB: model.params_b,
      released: model.release_date,
      quant: model.best_quant,
      needGB: model.memory_required_gb,
      contextTokens: model.effective_context_length,
      runMode: model.run_mode,
      tokensPerSecond: model.estimated_tps,
    }));
    return { name: machine.name, picks };
  });
  const plans = PLANS.map(({ repo, quant }) => {
    const args = [
      "--memory",
      "24G",
      "--ram",
      "64G",
      "plan",
      repo,
      "--context",
      String(CONTEXT),
      "--quant",
      quant,
    ];
    const plan = JSON.parse(run(command, [...args, "--json"]));
    const fp16 = plan.kv_alternatives.find((one) => one.kv_quant === "fp16");
    return { repo, quant, kvGiB: fp16.kv_cache_gb };
  });
  return { version: run(command, ["--version"]).trim().split(" ").at(-1), machines: answers, plans };
}

function askLlmChecker(command, machines) {
  const answers = machines.map(({ name, llmChecker }) => {
    const { gpu, ram, vram } = llmChecker;
    const flags = [
      ...(gpu === undefined ? [] : ["--gpu", gpu]),
      ...["--ram", String(ram)],
      ...(vram === undefined ? [] : ["--vram", String(vram)]),
    ];
    const text = run(command, ["simulate", ...flags, "--no-verbose", "--limit", String(PICKS)]);
    const blocks = text.split(/^#\d+ - /m).slice(1);
    const picks = blocks.map((block) => ({
      name: block.split("\n")[0].trim(),
      sizeGB: Number(/^Size: ~?([\d.]+)GB/m.exec(block)?.[1] ?? Number.NaN) || null,
      pull: /^Pull: ollama pull (\S+)/m.exec(block)?.[1] ?? null,
    }));
    return { name, picks };
  });
  return { version: run(command, ["--version"]).trim().split("\n").at(-1), machines: answers };
}

const { COMPARED, comparedMarkdown, fieldMarkdown, parseCatalog, parseEvidence, parsePeers, withEvidence } =
  await loadTypeScript("test/fit/compared/main.ts");
if (values.llmfit !== undefined && values["llm-checker"] !== undefined) {
  const dir = mkdtempSync(join(tmpdir(), "compare-"));
  try {
    const stored = {
      date: new Date().toISOString().slice(0, 10),
      llmfit: askLlmfit(values.llmfit, COMPARED, dir),
      llmChecker: askLlmChecker(values["llm-checker"], COMPARED),
    };
    writeFileSync(PEERS, `${JSON.stringify(stored, null, 2)}\n`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {string} path */
const read = (path) => readFileSync(ROOT + path, "utf8");
const catalog = withEvidence(
  parseCatalog(read("data/catalog.json")),
  parseEvidence(read("data/strength.json")),
);
const field = fieldMarkdown(read("test/fit/compared/field.json"), catalog);
writeBlock("docs/hardware-compared.md", "field", field, "npm run compare");
const tables = comparedMarkdown(parsePeers(readFileSync(PEERS, "utf8")), catalog);
writeBlock("docs/hardware-compared.md", "compared", tables, "npm run compare");
