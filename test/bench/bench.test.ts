import { test } from "vitest";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { speedServer } from "./server.ts";

test("try", async () => {
  const server = await speedServer({ timings: (t) => t });
  const m = new FakeMachine();
  const r = await m.executable(["bench", "--endpoint", server.baseUrl, "--yes"]);
  console.log(r.code, r.stdout, r.stderr, r.ms);
  console.log(JSON.stringify(server.requests.map((x) => [x.method, x.path, x.body.length])));
  const j = await m.executable([
    "bench",
    "--endpoint",
    server.baseUrl,
    "--yes",
    "--json",
    "--share",
    "out.json",
  ]);
  console.log(j.code, j.stdout, j.stderr, j.ms);
  const { readFileSync } = await import("node:fs");
  console.log(
    readFileSync(`${m.dir}/out.json`, "utf8"),
    readFileSync(`${m.dir}/.local/state/openclaw-local/measured.json`, "utf8"),
  );
}, 60000);
