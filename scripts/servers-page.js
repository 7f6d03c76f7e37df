// What the lane of real servers has proven (data/real-servers.json): README's table of servers and docs/servers.md.
import { table } from "./support.js";

/** The rows of the record that belong to each kind of server. */
const PRODUCTS = {
  lmstudio: {},
  vllm: { vllm: "vLLM" },
  llamacpp: { "llama-server": "llama.cpp llama-server" },
  ollama: { ollama: "Ollama" },
  litellm: { litellm: "LiteLLM proxy", "litellm-vllm": "LiteLLM proxy in front of vLLM" },
  sglang: { sglang: "SGLang" },
  mlx: { "mlx-lm": "mlx-lm", "mlx-vlm": "mlx-vlm" },
  "openai-compatible": {
    transformers: "transformers serve",
    nginx: "nginx in front of llama-server (OAI-proxy)",
    aimock: "aimock (npm gateway)",
    portkey: "Portkey gateway (npm)",
  },
};
/** What the seed document or the field names and the lane does not run. */
const NOT_RUN = [
  [
    "LM Studio",
    "closed source, and no package registry has it: emulated, and compared field by field with the types of its published SDK and its REST documentation",
  ],
  ["llama-swap, LocalAI", "the public Go proxy does not serve what they need"],
  ["vLLM's sleep mode", "not on a CPU"],
  ["MLX on a Mac's GPU", "the lane runs MLX's CPU build for Linux: the same servers, another back end"],
];

/**
 * @typedef {import("../test/real/lib/proof.ts").Proof & { date: string }} Proof
 * @param {readonly { kind: string, label: string, defaultPorts: readonly number[] }[]} adapters
 * @param {Record<string, Proof>} record
 */
export function serversTable(adapters, record) {
  const unknown = Object.keys(record).filter(
    (name) => !Object.values(PRODUCTS).some((products) => Object.hasOwn(products, name)),
  );
  if (unknown.length > 0) throw new Error(`scripts/servers-page.js does not place ${unknown.join(", ")}`);
  const rows = adapters.flatMap(({ kind, label, defaultPorts }) => {
    const seen = Object.keys(PRODUCTS[kind] ?? {}).flatMap((name) =>
      record[name] ? [[name, record[name]]] : [],
    );
    const ports = defaultPorts.join(", ");
    if (seen.length === 0) return [[label, ports, "emulated", "", "", "", "", "", ""]];
    return seen.map(([name, proof], index) => [
      PRODUCTS[kind][name],
      index === 0 ? ports : "",
      `real (${shortVersion(proof.version)})`,
      ...cells(proof),
    ]);
  });
  return table(
    [
      "server",
      "default ports",
      "run",
      "recognized",
      "context window",
      "loaded models",
      "tool calls",
      "reasoning",
      "faults found, cured",
    ],
    rows,
  );
}

/** @param {Proof} proof */
function cells(proof) {
  return [
    yes(proof.recognized),
    proof.context ?? "not reported",
    yes(proof.loaded),
    yes(proof.turn !== undefined),
    yes(proof.reasoning),
    `${proof.faults?.length ?? 0}, ${proof.cured?.length ?? 0}`,
  ];
}

/** @param {boolean | undefined} proven */
const yes = (proven) => (proven ? "✓" : "");

/** "0.7.0 (build 11669, commit Debian)" without the build. @param {string} version */
const shortVersion = (version) => version.replace(/ .*/, "");

/**
 * docs/servers.md.
 * @param {Record<string, Proof>} record
 */
export function serversPage(record) {
  const names = Object.assign({}, ...Object.values(PRODUCTS));
  const entries = Object.entries(record);
  const faults = entries.reduce((sum, [, proof]) => sum + (proof.faults?.length ?? 0), 0);
  const cured = entries.reduce((sum, [, proof]) => sum + (proof.cured?.length ?? 0), 0);
  return `# Servers that were run for real

Made by \`npm run docs\` from what \`npm run test:real -- --all\` has recorded; do not edit it. Each product is installed
from a package registry, started on 127.0.0.1 with a tiny model whose weights always give the same answers, and used as a
person would: \`scan\`, \`init --yes\`, \`doctor\`, \`doctor --deep\`, and an agent turn of the real OpenClaw with a tool
call through the config that \`init\` wrote. A product that does not report its context window is healthy with one
unverified note about it. Then faults are made, ${faults} in all: each must give exactly one finding, and
for ${cured} of them the printed command or edit was followed as printed, and the finding was gone.

${table(
  [
    "product",
    "version",
    "date",
    "no findings when healthy",
    "also --deep",
    "agent turn of OpenClaw",
    "proven by",
  ],
  entries.map(([name, proof]) => [
    names[name],
    proof.version,
    proof.date,
    yes(proof.clean),
    yes(proof.deep),
    proof.turn ?? "",
    `\`npm run test:real -- --all ${(proof.tests ?? []).join(" ")}\``,
  ]),
)}

## Faults

${entries.map(([name, proof]) => section(names[name], proof)).join("\n\n")}

## Not run

${table(["what", "why"], NOT_RUN)}
`;
}

/** @param {string} name @param {Proof} proof */
function section(name, proof) {
  const lines = (proof.faults ?? []).map(
    (fault) => `- ${fault}${proof.cured?.includes(fault) ? " (cured)" : ""}`,
  );
  return `### ${name}\n\n${lines.length === 0 ? "None were made." : lines.join("\n")}`;
}
