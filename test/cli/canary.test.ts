import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { isObject } from "../../src/core/json.ts";
import { NAMED_PLACES, SECRET_PLACES, secretTexts } from "../../src/openclaw/secret-places.ts";
import { FORMAT_NAMES } from "../../src/report/registry.ts";
import { openclawLocal, tempDir } from "./run.ts";

/** A secret with a mark at both ends, so that a cut one shows too, and with what formats escape. */
const secret = (n: number) => `cnry${n}-Zq81"vL&w0<Tt>Yx'93RmKd72\\Hb-${n}yrnc`;
const MARK = /cnry\d|\dyrnc/;
const PASSWORD = "cnry900-geheim:p@ss-900yrnc";

/** The names that a `*` of a place stands for: those of keys, where the place asks for one. */
function keyFor(place: string, index: number): string {
  const last = index === place.split(".").length - 1;
  if (!last) return "one";
  return place.includes("headers") ? "x-api-key" : "ONE_TOKEN";
}

const CHANNEL_AND_OLD_PLACES = [
  ...["channels.discord.token", "gateway.auth.token", "gateway.token", "telegram.botToken"],
  ...["mcpServers.one.env.ONE_TOKEN", "messages.tts.openai.apiKey", "agent.memorySearch.remote.apiKey"],
];

/** A config with a secret at every place, and enough faults around them that lines are shown. */
function canaries(): JsonObject {
  const config: JsonObject = {};
  const places = [...SECRET_PLACES, ...NAMED_PLACES, ...CHANNEL_AND_OLD_PLACES];
  places.forEach((place, n) => {
    const steps = place.split(".").map((step, index) => (step === "*" ? keyFor(place, index) : step));
    set(config, steps, secret(n));
  });
  const providers = (config["models"] as JsonObject)["providers"] as JsonObject;
  const one = providers["one"] as JsonObject;
  const row = {
    id: "qwen3",
    name: "Qwen3",
    contextWindow: 4_096,
    headers: { "x-api-key": secret(901) },
    nonsense: 1,
  };
  Object.assign(one, { baseUrl: "http://127.0.0.1:1", api: "openai", models: [row] });
  providers["two"] = { baseUrl: `http://anna:${PASSWORD}@127.0.0.1:1/v1`, models: [{ ...row, id: "b" }] };
  providers["three"] = { baseUrl: "http://127.0.0.1:2/v1", apikey: secret(902), models: [row] };
  config["agents"] = { ...(config["agents"] as JsonObject), defaults: { model: "one/qwen3" } };
  return config;
}

function set(into: JsonObject, [step = "", ...rest]: string[], value: Json): void {
  if (rest.length === 0) {
    into[step] = value;
    return;
  }
  const inner = into[step];
  const next: JsonObject = isObject(inner) ? inner : {};
  into[step] = next;
  set(next, rest, value);
}

/** The places where a secret shows, for a short failure. */
const leaks = (text: string) => text.split("\n").filter((line) => MARK.test(line));

/** Everything that a run wrote: its streams, and the files that were not there before. */
async function written(args: string[], dir: string, env: Record<string, string> = {}): Promise<string> {
  const out = join(dir, "out");
  mkdirSync(out, { recursive: true });
  const { stdout, stderr } = await openclawLocal(args, { cwd: dir, env });
  const files = readdirSync(out).map((name) => readFileSync(join(out, name), "utf8"));
  expect(stdout.length + stderr.length).toBeGreaterThan(20);
  return [stdout, stderr, ...files].join("\n");
}

/** A folder with the config as JSON, one member per line, and as one long line. */
function folder(): { dir: string; config: string; line: string; broken: string } {
  const dir = tempDir();
  const paths = {
    config: join(dir, "openclaw.json"),
    line: join(dir, "line.json"),
    broken: join(dir, "x.json"),
  };
  const text = JSON.stringify(canaries(), null, 2);
  writeFileSync(paths.config, text);
  writeFileSync(paths.line, JSON.stringify(canaries()));
  writeFileSync(paths.broken, text.replace('"api": "openai"', '"api" "openai"'));
  return { dir, ...paths };
}

const formats = FORMAT_NAMES.filter((name) => name !== "pretty").flatMap((name) => [
  "--format",
  `${name}=out/${name}.txt`,
]);

describe("no secret in the output of", () => {
  test("lint, in all formats", async () => {
    const { dir, config, line, broken } = folder();
    const text = await written(["lint", config, line, broken, "--verbose", ...formats], dir);
    expect(text).toContain("secret-inline");
    expect(leaks(text)).toEqual([]);
  });

  test("lint --fix-dry-run, which shows a diff", async () => {
    const { dir, config } = folder();
    const text = await written(["lint", config, "--fix-dry-run"], dir);
    expect(text).toContain("@@");
    expect(leaks(text)).toEqual([]);
  });

  test("doctor, in all formats and for an issue", async () => {
    const { dir, config } = folder();
    const args = ["doctor", "--config", config, "--verbose", "--report", "out/issue.md", ...formats];
    const text = await written(args, dir, { OPENAI_API_KEY: secret(903) });
    expect(text).toContain("server-unreachable");
    expect(leaks(text)).toEqual([]);
  });

  test("restore, which shows what changes", async () => {
    const { dir, config } = folder();
    const name = "openclaw.json.openclaw-local-20261120T100000Z.bak";
    copyFileSync(config, join(dir, name));
    writeFileSync(config, readFileSync(config, "utf8").replaceAll("Qwen3", "Qwen"));
    const text = await written(["restore", join(dir, name), "--config", config, "--dry-run"], dir);
    expect(leaks(text)).toEqual([]);
  });

  test.each([["scan"], ["init", "--yes", "--dry-run"], ["doctor"]])(
    "%s with a password in --endpoint",
    async (...args) => {
      const { dir } = folder();
      const text = await written([...args, "--endpoint", `http://anna:${PASSWORD}@127.0.0.1:1/v1`], dir);
      expect(leaks(text)).toEqual([]);
    },
  );
});

test("a mask does not show how long the secret is", async () => {
  const dir = tempDir();
  const of = async (key: string) => {
    const provider = { baseUrl: "http://127.0.0.1:1", apiKey: key, models: [] };
    writeFileSync(
      join(dir, "openclaw.json"),
      JSON.stringify({ models: { providers: { one: provider } } }, null, 2),
    );
    return (await openclawLocal(["lint"], { cwd: dir })).stdout;
  };
  expect(await of("Zq81vLw0TtYx93RmKd72HbNc9f3KcQ7vT2")).toBe(
    await of("Zq81vLw0TtYx93RmKd72HbNc9f3KcQ7vT2mZx81"),
  );
});

test("every canary counts as a secret", () => {
  const value = canaries();
  const found = secretTexts({ value, files: [{ text: JSON.stringify(value) }] });
  expect(found).toContain(PASSWORD);
  expect(found.filter((text) => text.startsWith("cnry")).length).toBeGreaterThan(SECRET_PLACES.length);
});
