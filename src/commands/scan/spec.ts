import { defineCommand } from "../shared/command.ts";
import { API_KEY_ENV, COMMON, ENDPOINT, JSON_OUT, MAX_TIME, TIMEOUT } from "../shared/options.ts";

export const scan = defineCommand({
  name: "scan",
  summary: "list the model servers that answer, their models, what is loaded and with how much context",
  args: [],
  options: [
    ENDPOINT,
    { ...API_KEY_ENV, description: "environment variable with the key for the --endpoint servers" },
    JSON_OUT,
    TIMEOUT,
    MAX_TIME,
    ...COMMON,
  ],
  examples: ["openclaw-local scan", "openclaw-local scan --endpoint http://192.168.1.20:1234/v1 --json"],
});
