import { endpointUrl, envName } from "../../core/endpoint.ts";
import { FORMAT_NAMES } from "../../report/registry.ts";
import { formatTarget } from "./formats.ts";
import { choice, count, flag, list, many, text, time, toggle, value } from "./option.ts";
import { bandwidth, size, sizes } from "./sizes.ts";

export const CONFIG = text("--config <path>", "config file (default: the one OpenClaw itself would use)");
export const JSON_OUT = flag("--json", "one JSON document on stdout, nothing else");
export const YES = flag("-y, --yes", "take the proposed choices without asking");
export const DRY_RUN = flag("--dry-run", "show what would be written, write nothing");
export const NO_INPUT = toggle("--no-input", "never ask; fail with the flag that is missing");
export const TIMEOUT = value(
  "--timeout <time>",
  "time limit for the reads of each server: 1500ms, 5s, 2m",
  time,
);
export const DEEP_TIMEOUT = value("--deep-timeout <time>", "time limit of one inference (default: 3m)", time);
export const MAX_TIME = value(
  "--max-time <time>",
  "time limit of the whole run; what is unknown by then is unverified",
  time,
);
export const OPENCLAW_VERSION = text(
  "--openclaw-version <v>",
  "check for this OpenClaw version (default: the installed one, else the config's)",
);
export const ENDPOINT = {
  ...many(
    "--endpoint <url>",
    "examine this server (a URL, host:port or a port) instead of the default ports; repeatable",
    endpointUrl,
  ),
  completes: "endpoints",
} as const;
export const API_KEY_ENV = value(
  "--api-key-env <NAME>",
  "environment variable that holds the server's key",
  envName,
);
export const CONTEXT_TOKENS = value(
  "--context <tokens>",
  "context window, if the server does not report it",
  count(1),
);
export const FORMAT = {
  ...many(
    "--format <name>",
    `output format: ${FORMAT_NAMES.join(", ")}; name=path writes to a file; repeatable`,
    formatTarget,
  ),
  completes: "formats",
} as const;
export const ONLY = list("--only <id>", "run only this check; repeatable, or a comma list");
export const SKIP = list("--skip <id>", "skip this check; repeatable, or a comma list");

/** What decides the exit status of doctor and lint. */
export const GATE = [
  choice("--severity-min <level>", "what makes the exit status 1: info, warning or error (default: error)", [
    "info",
    "warning",
    "error",
  ]),
  value("--max-warnings <n>", "exit 1 when there are more warnings than this", count(0)),
  flag("--exit-zero", "exit 0 whatever was found"),
] as const;

/** Describes another machine, or corrects what was detected. */
export const HARDWARE = [
  value("--vram <sizes>", "GPU memory, one size per GPU: 24GiB,24GiB", sizes),
  value("--unified <size>", "unified memory, such as 128GB", size),
  value("--ram <size>", "system RAM, such as 64GiB", size),
  value("--bandwidth <GB/s>", "memory bandwidth in GB/s; 936,80 for card and RAM", bandwidth),
] as const;

export const COMMON = [
  toggle("--color", "color even without a terminal"),
  toggle("--no-color", "no color"),
  flag("-q, --quiet", "results only: no progress, no notes"),
  flag("-v, --verbose", "also why checks were skipped and what was requested"),
] as const;
