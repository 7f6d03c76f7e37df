import { defineCommand } from "../shared/command.ts";
import { flag, text } from "../shared/option.ts";
import {
  API_KEY_ENV,
  COMMON,
  CONFIG,
  DEEP_TIMEOUT,
  ENDPOINT,
  JSON_OUT,
  MAX_TIME,
  NO_INPUT,
  OPENCLAW_VERSION,
  TIMEOUT,
  YES,
} from "../shared/options.ts";

export const bench = defineCommand({
  name: "bench",
  summary:
    "measure prefill and decode (and the exam, on request) of a running model, kept as this machine's own figures",
  args: [],
  options: [
    CONFIG,
    { ...ENDPOINT, description: "measure a model of this server instead of those of the config; repeatable" },
    { ...API_KEY_ENV, description: "environment variable with the key for the --endpoint servers" },
    text("--model <ref>", "the model: provider/id of the config, or an id that a server lists"),
    flag("--exam", "also test the model on the shipped agent tasks; takes minutes more"),
    text("--share <file>", "also write the figures for others to read: no names, addresses or paths"),
    { ...YES, description: "measure without asking; it uses the model, and may load it" },
    JSON_OUT,
    TIMEOUT,
    {
      ...DEEP_TIMEOUT,
      description: "time limit of one inference (default: 5m, and longer where the first ones show why)",
    },
    {
      ...MAX_TIME,
      description: "time limit of the whole run; sizes that do not fit into it are not measured",
    },
    NO_INPUT,
    OPENCLAW_VERSION,
    ...COMMON,
  ],
  examples: [
    "openclaw-local bench",
    "openclaw-local bench --model ollama/qwen3:8b --exam",
    "openclaw-local bench --endpoint 8080 --yes --share figures.json",
  ],
});
