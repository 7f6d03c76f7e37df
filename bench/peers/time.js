// Wall time and memory of commands that answer the same question, in turn, on the Node that OpenClaw requires. The live
// ones ask a real llama-server with a tiny model.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { envIn, inTurn, measureSync, median, openclawPath, RSS_AT_EXIT, round } from "../support.js";
import { startServer } from "./server.js";

/** What is compared: the question, and who answers it. */
const QUESTIONS = {
  "start (--version)": { ours: ["--version"], openclaw: [["--version"]] },
  "is the config right?": {
    ours: ["lint", "CONFIG"],
    openclaw: [
      ["config", "validate"],
      ["doctor", "--lint"],
    ],
  },
  "does the server work with it, without an inference?": { ours: ["doctor"], openclaw: [] },
  "does a turn work?": { ours: ["doctor", "--deep"], openclaw: [["models", "status", "--probe"]] },
};

/** @param {{ rounds: number, bin: string }} options */
export async function time({ rounds, bin }) {
  const path = openclawPath(undefined);
  if (path === null) throw new Error("npm run test:real brings OpenClaw and llama-server, which are missing");
  const dir = mkdtempSync(join(tmpdir(), "openclaw-local-peers-"));
  const server = await startServer();
  try {
    const config = join(dir, "openclaw.json");
    writeFileSync(config, configFor(server.port), { mode: 0o600 });
    const base = envIn(dir);
    const env = { ...base, PATH: `${path}:${base.PATH}`, OPENCLAW_CONFIG_PATH: config };
    const preload = `--require=${RSS_AT_EXIT}`;
    const run = (command, args) => () =>
      measureSync(command, args, { cwd: dir, env: { ...env, NODE_OPTIONS: preload } });
    const commands = { "node -e 0": { every: 1, run: run("node", ["-e", "0"]) } };
    for (const { ours, openclaw } of Object.values(QUESTIONS)) {
      const args = ours.map((arg) => (arg === "CONFIG" ? config : arg));
      commands[`openclaw-local ${ours.join(" ")}`] = { every: 1, run: run("node", [bin, ...args]) };
      for (const theirs of openclaw)
        commands[`openclaw ${theirs.join(" ")}`] = { every: 1, run: run("openclaw", theirs) };
    }
    return { rounds, node: nodeVersion(env), questions: table(await inTurn(commands, rounds)) };
  } finally {
    server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {Record<string, import("../support.js").Sample[]>} samples */
function table(samples) {
  const row = (question, name) => {
    const list = samples[name] ?? [];
    return {
      question,
      command: name.replace(" CONFIG", ""),
      seconds: round(median(list.map((s) => s.wall)) / 1000),
      // each run against bare node of the same round
      timesNode: round(median(list.map((s, i) => s.wall / samples["node -e 0"][i].wall))),
      memoryMb: Math.round(Math.max(...list.map((s) => s.memory))),
    };
  };
  return Object.entries(QUESTIONS).flatMap(([question, { ours, openclaw }]) => [
    row(question, `openclaw-local ${ours.join(" ")}`),
    ...openclaw.map((args) => row(question, `openclaw ${args.join(" ")}`)),
  ]);
}

/** @param {number} port */
function configFor(port) {
  const model = { id: "my-local-model", name: "my-local-model", contextWindow: 65536, maxTokens: 8192 };
  const local = {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    apiKey: "none",
    api: "openai-completions",
    models: [model],
  };
  const agents = { defaults: { model: { primary: "local/my-local-model" } } };
  return JSON.stringify({ models: { providers: { local } }, agents }, null, 2);
}

function nodeVersion(env) {
  const found = env.PATH.split(":").find((folder) => existsSync(`${folder}/node`));
  return found?.includes("node-24") ? "24" : process.versions.node;
}
