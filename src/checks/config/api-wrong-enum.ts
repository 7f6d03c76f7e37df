import { setFix } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { MEANT_API, PROBABLE_API } from "../support/api-names.ts";
import { issuesOf } from "../support/config-schema.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { defineCheck } from "../types.ts";

/** An `api` that is not an OpenClaw adapter. */
export const apiWrongEnum = defineCheck({
  id: "api-wrong-enum",
  title: "Unknown API name",
  severity: "error",
  doc: {
    what: "The `api` of a provider or model is not an adapter that OpenClaw has.",
    why: "It makes the config invalid, and the gateway does not start.",
    bad: `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-chat",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: localProvider(QWEN),
  },
  config: {
    run: each(issuesOf("api-wrong-enum"), ({ path, allowed: values, suggestion }, { config, openclaw }) => {
      const written = getIn(config.value, path);
      const name = typeof written === "string" ? written.toLowerCase() : "";
      const allowed = (values ?? []).filter((a) => typeof a === "string");
      const sure = allowed.find((one) => one === name.replaceAll("_", "-")) ?? MEANT_API.get(name);
      const guess = sure ?? PROBABLE_API.get(name) ?? suggestion;
      const value = guess !== undefined && allowed.includes(guess) ? guess : undefined;
      return {
        at: path,
        message: `${JSON.stringify(written)} is not an API of OpenClaw ${openclaw.version}`,
        evidence: { allowed },
        fixHint: value === undefined ? `one of ${allowed.join(", ")}` : `use ${JSON.stringify(value)}`,
        fix:
          value === undefined
            ? null
            : setFix(path, value, {
                safe:
                  value === sure && "OpenClaw refuses the whole config with this name, which has one meaning",
              }),
      };
    }),
  },
});
