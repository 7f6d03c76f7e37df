// A real llama-server with a tiny model, from what the lane of real servers has brought.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const REAL = fileURLToPath(new URL("../../.cache/real", import.meta.url));

/** On a free port of 127.0.0.1, ready, with 65,536 tokens of context. */
export async function startServer() {
  const port = await freePort();
  const own = `${REAL}/llama/llama-server`;
  const folder = `${REAL}/models`;
  const model = readdirSync(folder).find((name) => /^plain-.*\.gguf$/.test(name));
  const args = ["-m", `${folder}/${model}`, "--host", "127.0.0.1", "--port", String(port), "--jinja"];
  const child = spawn(
    existsSync(own) ? own : "llama-server",
    [...args, "--offline", "--alias", "my-local-model", "-c", "65536", "-np", "1"],
    { stdio: "ignore" },
  );
  const stop = () => child.kill("SIGKILL");
  for (let i = 0; i < 300; i += 1) {
    const reply = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    if (reply?.status === 200) return { port, stop };
    if (child.exitCode !== null) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  stop();
  throw new Error("llama-server did not start");
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => done(port));
    });
  });
}
