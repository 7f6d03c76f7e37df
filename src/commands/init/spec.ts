import { defineCommand } from "../shared/command.ts";
import { choice, flag, many, text } from "../shared/option.ts";
import {
  API_KEY_ENV,
  COMMON,
  CONFIG,
  CONTEXT_TOKENS,
  DRY_RUN,
  ENDPOINT,
  HARDWARE,
  JSON_OUT,
  MAX_TIME,
  NO_INPUT,
  OPENCLAW_VERSION,
  TIMEOUT,
  YES,
} from "../shared/options.ts";

export const init = defineCommand({
  name: "init",
  summary:
    "find the hardware and the model servers, choose, and merge a working setup into the OpenClaw config",
  args: [],
  options: [
    CONFIG,
    ENDPOINT,
    text("--provider-id <id>", "id under models.providers (default: by product)"),
    {
      ...text("--model <id>", "model id as the server lists it, or a part that only one has"),
      completes: "local-models",
    },
    {
      ...text("--template <name>", "template to merge; see `openclaw-local templates`"),
      completes: "templates",
    },
    choice("--routing <mode>", "local-only (privacy), local-first or hosted-first (availability)", [
      "local-only",
      "local-first",
      "hosted-first",
    ]),
    {
      ...many(
        "--hosted <provider/model>",
        "hosted model for the other side of the routing; repeatable, in fallback order",
        (ref) => ref,
      ),
      completes: "hosted-models",
    },
    choice(
      "--api <kind>",
      "openai-responses, openai-completions or ollama (default: the best one of the server)",
      ["openai-responses", "openai-completions", "ollama"],
    ),
    CONTEXT_TOKENS,
    API_KEY_ENV,
    text("--alias <name>", "short name for the local model"),
    many(
      "--role <name=model>",
      "another model for heartbeat, subagent, utility, compaction, image, pdf or embedding; repeatable",
      (role) => role,
    ),
    flag("--local-service", "let OpenClaw start the server itself, with the command line that runs now"),
    ...HARDWARE,
    flag(
      "--test",
      "end with a real turn: the model answers an agent's prompt and calls a tool, and OpenClaw runs one turn if installed",
    ),
    YES,
    DRY_RUN,
    JSON_OUT,
    NO_INPUT,
    TIMEOUT,
    MAX_TIME,
    OPENCLAW_VERSION,
    ...COMMON,
  ],
  examples: [
    "openclaw-local init",
    "openclaw-local init --yes --endpoint http://127.0.0.1:8000/v1 --routing local-only",
  ],
});
