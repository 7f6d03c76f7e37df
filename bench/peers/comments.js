// How many comments are left of a hand-written config after one change: by our `init`, and by `openclaw config set`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { envIn, openclawPath } from "../support.js";
import { startServer } from "./server.js";

const CONFIG = `// Home server. Ask Ana before you change the ports.
{
  /* The gateway is only
     reached through the tunnel. */
  gateway: {
    mode: "local", // not remote
    port: 18789,
  },
  agents: {
    defaults: {
      // models: {},  tried a list here, too narrow
      model: { primary: "anthropic/claude-sonnet-4-5" /* until the local one is proven */ },
      workspace: "~/openclaw", // backed up nightly
    },
    // the second agent of the old machine is gone
  },
  // end of the hand-written part
}
`;

/** Their words: where a value changes, init puts the old one in front. CONFIG has no comment sign in a string. */
const COMMENTS = (CONFIG.match(/\/\/.*|\/\*[\s\S]*?\*\//g) ?? []).map((comment) =>
  comment.replace(/^\/[/*]\s*|\s*\*\/$/g, ""),
);

/** @param {{ bin: string }} options */
export async function comments({ bin }) {
  const path = openclawPath(undefined);
  if (path === null) throw new Error("npm run test:real brings OpenClaw, which is missing");
  const dir = mkdtempSync(join(tmpdir(), "openclaw-local-peers-"));
  const config = join(dir, "openclaw.json");
  const base = envIn(dir);
  const env = { ...base, PATH: `${path}:${base.PATH}`, OPENCLAW_CONFIG_PATH: config };
  const server = await startServer();
  /** @param {string} command @param {string[]} args */
  const left = (command, args) => {
    writeFileSync(config, CONFIG, { mode: 0o600 });
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: dir, env, encoding: "utf8" });
    const text = readFileSync(config, "utf8");
    if (status !== 0 || text === CONFIG)
      throw new Error(`${command} ${args.join(" ")} changed nothing: ${stdout}${stderr}`);
    return count(text);
  };
  try {
    const endpoint = ["--endpoint", `http://127.0.0.1:${server.port}/v1`, "--routing", "local-only"];
    return {
      before: count(CONFIG),
      rows: [
        {
          command: "openclaw-local init --yes --routing local-only",
          left: left(process.execPath, [bin, "init", "--yes", "--config", config, ...endpoint]),
        },
        {
          command: "openclaw config set gateway.port 18790",
          left: left("openclaw", ["config", "set", "gateway.port", "18790"]),
        },
      ],
    };
  } finally {
    server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** How many comments of CONFIG are still in a text. @param {string} text */
function count(text) {
  return COMMENTS.filter((comment) => text.includes(comment)).length;
}
