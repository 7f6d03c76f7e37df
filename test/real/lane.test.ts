import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { closedPort } from "../emulators/index.ts";
import { launch, type Product } from "./lib/product.ts";
import { makeSandbox } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";

const SERVER_PROCESS = new URL("./lib/server-process.ts", import.meta.url).href;
/** A server that begins an answer and never ends it; its worker does not hear SIGTERM. */
const HALF = `
  require("node:net").createServer((socket) => {
    socket.on("error", () => {});
    socket.write("HTTP/1.1 200 OK\\r\\ncontent-length: 100\\r\\n\\r\\n{");
  }).listen(Number(process.argv[1]), "127.0.0.1");
  process.on("SIGTERM", () => {});`;

/** The processes of a group that still run. */
function livingOf(group: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // after the name in parentheses: state, parent, group
        const [state, , of] = readFileSync(`/proc/${pid}/stat`, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ");
        return Number(of) === group && state !== "Z";
      } catch {
        return false;
      }
    });
}

describe("a server that does not come up", () => {
  const sandbox = makeSandbox("lane");
  afterAll(() => sandbox.remove());
  /** Writes its pid, which is that of its group, starts a worker and runs `then`. */
  const product = (then: string): Product => ({
    name: "stand-in",
    version: "1",
    executables: { "stand-in": `#!/bin/sh\necho $$ >"$HOME/pid"\nsleep 600 &\n${then}\n` },
    readyPath: "/health",
    readyMs: 4_000,
  });
  const failureOf = async (then: string, port: number) => {
    const failed = await launch(product(then), sandbox, `stand-in ${port}`, port).catch((error) => error);
    expect(failed).toBeInstanceOf(Error);
    return String(failed.message);
  };
  const group = () => Number(readFileSync(`${sandbox.dir}/pid`, "utf8"));

  test("ends at once: its last words, and its worker is ended", async () => {
    const message = await failureOf('echo "no such model" >&2\nexit 3', await closedPort());
    expect(message).toContain("it ended by itself");
    expect(message).toContain("no such model");
    expect(livingOf(group())).toEqual([]);
  });

  test("answers half and hangs", async () => {
    const message = await failureOf(`exec "${process.execPath}" -e '${HALF}' "$1"`, await closedPort());
    expect(message).toContain("no whole answer within 3 s");
    expect(livingOf(group())).toEqual([]);
  });

  test("another program holds the port: nothing is started, and that program is left alone", async () => {
    const other = createServer((_request, response) => response.end("{}"));
    await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
    const { port } = other.address() as AddressInfo;
    const before = group();
    const message = await failureOf("exec sleep 600", port);
    expect(message).toBe(`another program holds 127.0.0.1:${port}, so stand-in was not started`);
    expect(group()).toBe(before);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    await new Promise((done) => other.close(done));
  });
});

// a Node that runs TypeScript comes with OpenClaw
scenario("the lane itself is killed", ["openclaw"], ({ openclaw }) => {
  test("its servers end with it", async () => {
    const script = `
      import { startProcess } from ${JSON.stringify(SERVER_PROCESS)};
      const { pid } = startProcess("lane-orphan", "sh", ["-c", "sleep 600 & exec sleep 600"], process.env);
      console.log(pid);
      setInterval(() => {}, 1000);`;
    const runner = spawn("node", ["--input-type=module", "-e", script], {
      env: { ...process.env, PATH: `${openclaw.path}:${process.env["PATH"]}` },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const group = await new Promise<number>((done) => {
      runner.stdout.once("data", (chunk: Buffer) => done(Number(String(chunk))));
    });
    expect(livingOf(group)).not.toEqual([]);
    runner.kill("SIGKILL");
    await expect.poll(() => livingOf(group), { timeout: 30_000 }).toEqual([]);
  });
});
