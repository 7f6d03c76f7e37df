import { afterAll, beforeAll, expect, test } from "vitest";
import { loadText } from "../../src/config/read/load.ts";
import type { LoadedConfig } from "../../src/config/read/types.ts";
import type { Json } from "../../src/core/json.ts";
import { fixConfig } from "../../src/lint/fix.ts";
import { retiredPlaces } from "../../src/openclaw/retired.ts";
import { lint } from "../checks/support/lint.ts";
import { makeSandbox, type Sandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { Validator } from "./lib/validator.ts";
import { OPENCLAW_VERSION } from "./parts/openclaw.ts";

/** Values to try at a retired place, until one is right for the new one. */
// biome-ignore format: a list to scan
const VALUES: readonly Json[] = [
  true, 7, "off", "text", ["text"], {}, { enabled: true }, "5m", { primary: "local/m" }, { minChars: 5 },
  { allowedHostnames: ["a"] }, "queue", "dm", "custom", "hot", "compact", "quickjs-wasi", "append", "auto", "never", "newline",
  { planTool: true }, { mode: "idle" },
  { source: "env", provider: "default", id: "SOME_KEY" },
];

/** Names for the wildcards of a place. */
const NAMES: Readonly<Record<string, string>> = {
  entries: "main",
  providers: "local",
  servers: "files",
  channels: "telegram",
};
/** What must be next to a retired key for the rest of its config to be accepted. */
const AROUND: Readonly<Record<string, Json>> = {
  "models.providers.local": { baseUrl: "http://127.0.0.1:9/v1", models: [] },
  "models.providers.local.models.0": { id: "m", name: "M" },
  "mcp.servers.files": { command: "x" },
  "channels.twitch": { username: "x", accessToken: "x", clientId: "x", channel: "x" },
  "bindings.0": { agentId: "main" },
  "bindings.0.match": { channel: "telegram" },
  "bindings.0.match.peer": { id: "1" },
  "session.sendPolicy.rules.0": { action: "allow" },
  "browser.profiles.x": { cdpPort: 9_222 },
  "secrets.providers.x": { source: "env" },
  "agents.list.0": { id: "main" },
};

function configWith(form: readonly string[], value: Json): Json {
  const build = (index: number, place: string): Json => {
    const step = form[index];
    if (step === undefined) return value;
    const isItem =
      step === "*" &&
      ["models", "bindings", "rules", "list"].includes(form[index - 1] ?? "") &&
      form[index - 2] !== "defaults";
    if (isItem) return [build(index + 1, `${place}.0`)];
    const key = step === "*" ? (NAMES[form[index - 1] ?? ""] ?? "x") : step;
    const below = place === "" ? key : `${place}.${key}`;
    return { ...(AROUND[place] as object | undefined), [key]: build(index + 1, below) };
  };
  return build(0, "");
}

const REFUSALS = /^(?:config-|api-wrong-enum|agents-list-legacy|legacy-)/;
const findings = (config: LoadedConfig) => lint(config.main.text, OPENCLAW_VERSION);
const refusals = (config: LoadedConfig) =>
  findings(config).filter((f) => REFUSALS.test(f.checkId) && f.checkId !== "agents-list-legacy");

async function fixed(config: Json): Promise<LoadedConfig> {
  const loaded = loadText(JSON.stringify(config), "/home/user/openclaw.json");
  if (!loaded.ok) throw new Error(loaded.problem.message);
  return (await fixConfig(loaded.config, async (c) => findings(c))).config;
}

scenario("every retired key", ["openclaw"], ({ openclaw }) => {
  let sandbox: Sandbox;
  let validator: Validator;
  beforeAll(() => {
    sandbox = makeSandbox("retired", openclaw.path);
    validator = new Validator(sandbox, openclaw.packageDir);
  });
  afterAll(() => {
    validator.close();
    sandbox.remove();
  });

  test("is fixed so that OpenClaw accepts the config, or the report says what is left", {
    timeout: 300_000,
  }, async () => {
    const left: string[] = [];
    let accepted = 0;
    for (const { form, kind } of retiredPlaces()) {
      let best: LoadedConfig | null = null;
      for (const value of VALUES) {
        const after = await fixed(configWith(form, value));
        best = after;
        if (refusals(after).length === 0) break;
      }
      if (best === null) continue;
      const { valid, issues } = await validator.ask(best.main.text);
      const said = refusals(best);
      expect(valid, `${form.join(".")}: ${best.main.text} ${JSON.stringify(issues)}`).toBe(said.length === 0);
      if (valid === true) accepted += 1;
      else if (kind !== "dropped") left.push(form.join("."));
    }
    process.stderr.write(
      `[real] ${accepted} retired places fixed and accepted; left: ${left.join(", ") || "none"}\n`,
    );
    expect(accepted).toBeGreaterThan(200);
    expect(left.length).toBeLessThan(30);
  });
});
