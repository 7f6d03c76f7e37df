import { FORMAT_NAMES } from "../report/registry.ts";
import { SHELL_NAMES } from "./completion/spec.ts";
import { MEASURE } from "./doctor/measure-spec.ts";
import { DOCTOR } from "./doctor/options.ts";
import type { CommandSpec, OptionSpec } from "./shared/spec.ts";

const CONFIG: OptionSpec = {
  flags: "--config <path>",
  description: "config file (default: the one OpenClaw itself would use)",
};
const JSON_OUT: OptionSpec = { flags: "--json", description: "one JSON document on stdout, nothing else" };
const FORMAT: OptionSpec = {
  flags: "--format <name>",
  description: `output format: ${FORMAT_NAMES.join(", ")}; name=path writes to a file; repeatable`,
  repeatable: true,
};
const SELECT: readonly OptionSpec[] = [
  {
    flags: "--only <id>",
    description: "run only this check; repeatable, or a comma list",
    repeatable: true,
    parse: "list",
  },
  {
    flags: "--skip <id>",
    description: "leave this check out; repeatable, or a comma list",
    repeatable: true,
    parse: "list",
  },
];
const GATE: readonly OptionSpec[] = [
  {
    flags: "--severity-min <level>",
    description: "what makes the exit status 1: info, warning or error (default: error)",
    choices: ["info", "warning", "error"],
  },
  {
    flags: "--max-warnings <n>",
    description: "exit 1 when there are more warnings than this",
    parse: "nonNegative",
  },
  { flags: "--exit-zero", description: "exit 0 whatever was found" },
];
const FIX: readonly OptionSpec[] = [
  { flags: "--fix", description: "mend what can be mended safely, keeping comments; a dated backup stays" },
  { flags: "--fix-dry-run", description: "show what --fix would change, write nothing" },
];
const SETUP: readonly OptionSpec[] = [
  {
    flags: "--target <where>",
    description: "where OpenClaw runs: docker makes loopback addresses an error (default: the settings)",
    choices: ["docker", "host"],
  },
  { flags: "--local-only", description: "hosted models in use are an error (default: the settings)" },
];
const TIMEOUT: OptionSpec = {
  flags: "--timeout <ms>",
  description: "time limit for each server, in ms",
  parse: "count",
};
const VERSION_OPTION: OptionSpec = {
  flags: "--openclaw-version <v>",
  description: "judge for this OpenClaw (default: the installed one, else what the config says)",
};
const NO_INPUT: OptionSpec = {
  flags: "--no-input",
  description: "never ask; fail with the flag that is missing",
};
const YES: OptionSpec = { flags: "-y, --yes", description: "take the proposed choices without asking" };
const DRY_RUN: OptionSpec = { flags: "--dry-run", description: "show what would be written, write nothing" };
const ENDPOINT: OptionSpec = {
  flags: "--endpoint <url>",
  description: "examine this server instead of the default ports; repeatable",
  repeatable: true,
};
const MACHINE: readonly OptionSpec[] = [
  { flags: "--vram <sizes>", description: "GPU memory, one size for each card: 24GiB,24GiB" },
  { flags: "--unified <size>", description: "unified memory, such as 128GB" },
  { flags: "--ram <size>", description: "main memory, such as 64GiB" },
  { flags: "--bandwidth <GB/s>", description: "memory bandwidth in GB/s" },
];
const COMMON: readonly OptionSpec[] = [
  { flags: "--color", description: "colour even without a terminal" },
  { flags: "--no-color", description: "no colour" },
  { flags: "-q, --quiet", description: "results only: no progress, no notes" },
  { flags: "-v, --verbose", description: "also why checks were skipped and what was requested" },
];

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "init",
    summary:
      "find the hardware and the model servers, choose, and merge a working setup into the OpenClaw config",
    args: [],
    options: [
      CONFIG,
      ENDPOINT,
      { flags: "--provider-id <id>", description: "id under models.providers (default: by product)" },
      { flags: "--model <id>", description: "model id as the server lists it" },
      { flags: "--template <name>", description: "template to merge; see `openclaw-local templates`" },
      {
        flags: "--routing <mode>",
        description: "local-only (privacy), local-first or hosted-first (availability)",
        choices: ["local-only", "local-first", "hosted-first"],
      },
      {
        flags: "--hosted <provider/model>",
        description: "hosted model for the other side of the routing; repeatable, in fallback order",
        repeatable: true,
      },
      {
        flags: "--api <kind>",
        description:
          "openai-responses, openai-completions or ollama (default: what the server is known to do well)",
        choices: ["openai-responses", "openai-completions", "ollama"],
      },
      {
        flags: "--context <tokens>",
        description: "context window, where the server does not tell it",
        parse: "count",
      },
      { flags: "--api-key-env <NAME>", description: "environment variable that holds the server's key" },
      { flags: "--alias <name>", description: "short name for the local model" },
      ...MACHINE,
      YES,
      DRY_RUN,
      JSON_OUT,
      NO_INPUT,
      TIMEOUT,
      VERSION_OPTION,
      ...COMMON,
    ],
    examples: [
      "openclaw-local init",
      "openclaw-local init --yes --endpoint http://127.0.0.1:8000/v1 --routing local-only",
    ],
  },
  {
    name: "doctor",
    summary: "examine every local endpoint of the config: reachable, listed, context, answers, calls tools",
    args: [],
    options: [
      CONFIG,
      { ...ENDPOINT, description: "examine this server instead of those of the config; repeatable" },
      { flags: "--deep", description: "also send what an agent turn sends: uses the model, may load it" },
      ...MEASURE,
      ...DOCTOR,
      JSON_OUT,
      FORMAT,
      ...SELECT,
      ...GATE,
      TIMEOUT,
      NO_INPUT,
      VERSION_OPTION,
      ...COMMON,
    ],
    examples: [
      "openclaw-local doctor",
      "openclaw-local doctor --deep --json",
      "openclaw-local doctor --deep --context --exam",
      "openclaw-local doctor --fix",
      "openclaw-local doctor --report report.md",
    ],
  },
  {
    name: "lint",
    summary: "check OpenClaw config files offline, with file:line:column",
    args: [{ name: "[files...]", description: "config files and globs; - reads standard input" }],
    options: [CONFIG, ...FIX, ...SETUP, JSON_OUT, FORMAT, ...SELECT, ...GATE, VERSION_OPTION, ...COMMON],
    examples: [
      "openclaw-local lint openclaw.json",
      "openclaw-local lint --fix-dry-run",
      "openclaw-local lint --format github --format sarif=lint.sarif",
    ],
  },
  {
    name: "scan",
    summary: "list the model servers that answer, their models, what is loaded and with how much context",
    args: [],
    options: [
      ENDPOINT,
      {
        flags: "--api-key-env <NAME>",
        description: "environment variable with the key for the --endpoint servers",
      },
      JSON_OUT,
      TIMEOUT,
      ...COMMON,
    ],
    examples: ["openclaw-local scan", "openclaw-local scan --endpoint http://192.168.1.20:1234/v1 --json"],
  },
  {
    name: "hardware",
    summary: "what this machine has: GPUs, memory and limits, with the source of every figure",
    args: [],
    options: [...MACHINE, JSON_OUT, ...COMMON],
    examples: ["openclaw-local hardware", "openclaw-local hardware --vram 24GiB,24GiB --ram 128GiB"],
  },
  {
    name: "recommend",
    summary: "which model, variant, quantization and context fit this machine",
    args: [],
    options: [
      ...MACHINE,
      { flags: "--context <tokens>", description: "context window that it must have", parse: "count" },
      {
        flags: "--model <model>",
        description: "what this one needs: a name of the catalogue, a .gguf file or a config.json",
      },
      { flags: "--quant <name>", description: "form of --model, such as Q4_K_M or fp8" },
      {
        flags: "--catalog <file>",
        description: "models of your own (default: ~/.config/openclaw-local/catalog.json5)",
      },
      {
        flags: "--server <kind>",
        description: "only commands for this server",
        choices: ["lmstudio", "vllm", "llamacpp", "ollama", "sglang", "mlx"],
      },
      { flags: "--allow-low-quant", description: "also quantizations below 4 bits" },
      JSON_OUT,
      ...COMMON,
    ],
    examples: [
      "openclaw-local recommend --vram 24GiB --context 131072",
      "openclaw-local recommend --model minimax-m2.1 --context 196608",
    ],
  },
  {
    name: "explain",
    summary: "what a check means, why it matters and how to mend it",
    args: [{ name: "[id]", description: "check id; without it, the list" }],
    options: [JSON_OUT, ...COMMON],
    examples: ["openclaw-local explain context-server-below-config"],
  },
  {
    name: "templates",
    summary: "list the config templates, or print one",
    args: [{ name: "[name]", description: "template name" }],
    options: [JSON_OUT, ...COMMON],
    examples: ["openclaw-local templates", "openclaw-local templates local-first"],
  },
  {
    name: "demo",
    summary: "the whole job against a built-in simulated server, in a temporary folder",
    args: [],
    options: [...COMMON],
    examples: ["openclaw-local demo"],
  },
  {
    name: "restore",
    summary: "list the dated backups with what each changed, or put one back",
    args: [{ name: "[backup]", description: "file name of the backup" }],
    options: [CONFIG, YES, DRY_RUN, JSON_OUT, NO_INPUT, ...COMMON],
    examples: ["openclaw-local restore"],
  },
  {
    name: "completion",
    summary: "print a completion script",
    args: [{ name: "<shell>", description: "bash, zsh, fish or powershell", choices: SHELL_NAMES }],
    options: [...COMMON],
    examples: ['eval "$(openclaw-local completion bash)"'],
  },
];
