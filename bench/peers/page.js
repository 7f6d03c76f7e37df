// docs/benchmarks.md, made from what bench/peers.js has measured and never edited.
import { fileURLToPath } from "node:url";
import { table } from "../../scripts/support.js";

export const RESULTS = fileURLToPath(new URL("./results.json", import.meta.url));

/**
 * @param {any} results
 * @returns {string}
 */
export function page(results) {
  const { faults, time, comments, fit } = results;
  return `# Benchmarks

Made by \`npm run bench:peers\` from measurements on one machine; do not edit it. Times are ratios in one run: the commands
take turns, round after round, so that a busy moment meets all of them.

## Faults found

${taken(faults)}, OpenClaw ${faults.openclaw}.

The set is made of the faults that this project has a check for, so that its own column says only that each was found; the question is which of them OpenClaw's own commands show. A command counts as
finding a fault if it reports more than on the same setup without the fault, or if its request fails. A failed request
shows that something is wrong, not what.

${table(
  [
    "faults",
    "openclaw-local",
    "config validate",
    "doctor --lint",
    "models status --probe",
    "infer model run",
  ],
  [
    [
      `${faults.config.faults} that the config alone shows`,
      `${faults.config.faults} (lint)`,
      faults.config.validate,
      faults.config.doctorLint,
      "not asked",
      "not asked",
    ],
    [
      `${faults.live.faults} of a live server`,
      `${faults.live.faults} (doctor)`,
      faults.live.validate,
      faults.live.doctorLint,
      faults.live.probe,
      faults.live.infer,
    ],
  ],
)}

[Each fault of a live server, and what OpenClaw reports](rules/README.md#what-openclaw-says-of-live-faults)

## Time and memory

${taken(time)}.

Node ${time.node}, median of ${time.rounds} rounds, with one local provider and a real llama-server. "Times
node" compares with \`node -e 0\` of the same round. Memory is that of the command's own process at its highest: what OpenClaw
starts in addition is not in it.

${table(
  ["question", "command", "seconds", "times node", "memory MB"],
  time.questions.map(({ question, command, seconds, timesNode, memoryMb }) => [
    question,
    `\`${command}\``,
    seconds,
    timesNode,
    memoryMb,
  ]),
)}

## Comments kept

${taken(comments)}. A hand-written config with ${comments.before} comments, after one change.

${table(
  ["change", "comments left"],
  comments.rows.map(({ command, left }) => [`\`${command}\``, `${left} of ${comments.before}`]),
)}

## Memory predicted and measured

${taken(fit)}, llmfit ${fit.llmfit}.

Peak memory in GiB that other people measured ([sources and rules](hardware.md)), and what
was predicted for the same model, quantization, context and cache. llm-checker has no option for the context. [What each
recommender picks for 21 machines, and why](hardware-compared.md)

${table(
  ["model", "quantization", "context", "cache", "measured", "openclaw-local", "llmfit"],
  fit.rows.map((row) => [
    row.model,
    row.quant,
    row.context,
    row.cache,
    row.measured,
    off(row.ours, row.measured),
    off(row.llmfit, row.measured),
  ]),
)}

Median error: openclaw-local ${median(fit.rows, "ours")}, llmfit ${median(fit.rows, "llmfit")} of the ${fit.rows.filter((r) => r.llmfit !== null).length} rows that it can plan.
`;
}

/** @param {{ date: string, machine: string }} part */
function taken({ date, machine }) {
  return `Taken on ${date} on ${machine}`;
}

/** @param {number | null} predicted @param {number} measured */
function off(predicted, measured) {
  if (predicted === null) return "not known to it";
  const percent = Math.round((100 * (predicted - measured)) / measured);
  return `${predicted} (${percent > 0 ? "+" : ""}${percent} %)`;
}

function median(rows, key) {
  const errors = rows
    .filter((row) => row[key] !== null)
    .map((row) => Math.abs(row[key] - row.measured) / row.measured)
    .sort((a, b) => a - b);
  return `${Math.round(1000 * (errors[errors.length >> 1] ?? 0)) / 10} %`;
}
