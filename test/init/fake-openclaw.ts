import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A stand-in for the command `openclaw` of a version: a script that writes its environment, arguments, folder and config
 * to `record` before it does `then` (a body in JavaScript). Returns the folder for PATH.
 */
export function fakeOpenClaw(
  dir: string,
  then: string,
  version = "2026.9.6",
): { path: string; record: string } {
  const root = join(dir, "fake");
  const folder = join(root, "node_modules", "openclaw");
  const record = join(dir, "record.jsonl");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "openclaw", version }));
  const script = `#!${process.execPath}
const fs = require("node:fs");
const args = process.argv.slice(2);
const config = process.env.OPENCLAW_CONFIG_PATH;
const seen = { args, cwd: process.cwd(), env: process.env, mode: fs.statSync(config).mode & 0o777,
  config: JSON.parse(fs.readFileSync(config, "utf8")), proof: fs.readFileSync("workspace/proof.txt", "utf8") };
fs.appendFileSync(${JSON.stringify(record)}, JSON.stringify(seen) + "\\n");
const word = /is (\\w+)/.exec(seen.proof)[1];
const infer = { ok: true, outputs: [{ text: "pong" }] };
const turn = (text, calls, more = {}) => ({ payloads: [{ text }], meta: { toolSummary: { calls, tools: ["read"], failures: 0 },
  agentMeta: { provider: Object.keys(seen.config.models.providers)[0], model: "m" }, ...more } });
const say = (value) => console.log(JSON.stringify(value));
${then}
`;
  const command = join(root, "openclaw");
  mkdirSync(dirname(command), { recursive: true });
  writeFileSync(command, script);
  chmodSync(command, 0o755);
  return { path: root, record };
}

/** Infers, and finishes a turn with a tool call whose result is in the answer. */
export const WORKS = `if (args[0] === "infer") say(infer); else say(turn("It is " + word, 1));`;
