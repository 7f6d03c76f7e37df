// Predicted against measured peak memory, by this project and by llmfit, for the rows of other people's measurements that
// docs/hardware.md uses. llm-checker is not here: it has no option for the context.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadTypeScript, ROOT } from "../../scripts/support.js";

const VERSION = "1.1.17";
const DIR = fileURLToPath(new URL(`../../.cache/real/llmfit-${VERSION}`, import.meta.url));

export async function fit() {
  install();
  const { calibrate, parseCatalog } = await loadTypeScript("test/fit/calibration/main.ts");
  const catalog = parseCatalog(readFileSync(`${ROOT}data/catalog.json`, "utf8"));
  const csv = readFileSync(`${ROOT}test/fit/measurements/community.csv`, "utf8");
  const rows = calibrate(csv, catalog).memory.used.map(({ row, prediction, measured, predicted }) => ({
    model: row.hfId,
    quant: row.quant,
    context: Math.round(row.context),
    cache: row.kvType,
    measured: round(measured),
    ours: round(predicted),
    llmfit: plan(prediction, row),
  }));
  return { llmfit: VERSION, rows };
}

function install() {
  if (existsSync(`${DIR}/bin/llmfit`)) return;
  for (const [command, args] of /** @type {const} */ ([
    ["python3", ["-m", "venv", "--clear", DIR]],
    [`${DIR}/bin/pip`, ["install", "--quiet", "--disable-pip-version-check", `llmfit==${VERSION}`]],
  ])) {
    const { status } = spawnSync(command, args, { stdio: ["ignore", 2, 2] });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")}: exit ${status}`);
  }
}

/**
 * What llmfit plans for the same model, quantization, context and cache, in GiB; null: it does not know the model or the quantization.
 * It has no forms of other makers (UD-, _XL), so the plain one is asked for.
 */
function plan(prediction, { hfId, quant, context, kvType }) {
  const names = [hfId, hfId.replace(/-GGUF$/, ""), prediction.model?.repo].filter(Boolean);
  const plain = quant.replace(/^UD-/, "").replace(/_XL$/, "");
  for (const name of names) {
    const flags = [
      "--memory",
      "96G",
      "--ram",
      "128G",
      "plan",
      name,
      "--context",
      String(Math.round(context)),
    ];
    const { status, stdout } = spawnSync(`${DIR}/bin/llmfit`, [...flags, "--quant", plain, "--json"], {
      encoding: "utf8",
    });
    if (status !== 0) continue;
    const kind = kvType === "f16" ? "fp16" : kvType;
    const planned = JSON.parse(stdout).kv_alternatives.find((one) => one.kv_quant === kind);
    if (planned) return round(planned.memory_required_gb);
  }
  return null;
}

/** @param {number} n */
const round = (n) => Math.round(n * 10) / 10;
