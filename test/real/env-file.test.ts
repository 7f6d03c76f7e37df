import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createFs } from "../../src/io/fs.ts";
import { envFilePath, planEnvLine, writeEnvLine } from "../../src/openclaw/env-file.ts";
import { type Emulator, startEmulator, vllm } from "../emulators/index.ts";
import { infer } from "./lib/openclaw.ts";
import { makeSandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";

/** What a .env file makes difficult. A header holds all of it. */
const VALUES = {
  K_PLAIN: "sk-abc_123.DEF:/+=@%,-",
  K_SPACES: "two words  and more",
  K_HASH: "before#after # end",
  K_SINGLE: "it's",
  K_DOUBLE: 'say "hi"',
  K_BOTH: `it's "both"`,
  K_ALL: 'it\'s "all" of `them`',
  K_DOLLAR: "pa$HOME${PATH}s$$",
  K_BACKSLASH: "a\\b\\n\\\\c\\",
  K_EQUALS: "==a=b==",
  K_REPLACED: "new # value",
};

scenario("a line in OpenClaw's .env", ["openclaw"], ({ openclaw }) => {
  const sandbox = makeSandbox("env-file", openclaw.path);
  let server: Emulator | undefined;
  afterAll(async () => {
    await server?.close();
    sandbox.remove();
  });

  test("arrives at the server as it was given", async () => {
    const fs = createFs();
    server = await startEmulator(vllm({ models: [{ id: "m" }], allocatedContext: 65_536 }));
    const names = Object.keys(VALUES);
    const headers = Object.fromEntries(names.map((name) => [name.replace("_", "-"), `\${${name}}`]));
    writeConfig(sandbox, {
      ...{ baseUrl: server.baseUrl, model: "m", contextWindow: 65_536 },
      ...{ apiKey: "${K_PLAIN}", headers },
    });
    const path = envFilePath({ env: sandbox.env, homeDir: sandbox.dir, fs });
    mkdirSync(join(sandbox.dir, ".openclaw"));
    writeFileSync(path, "# mine\r\nK_REPLACED=first\r\nexport K_REPLACED = 'old' # kept\r\nOTHER=\"a b\"", {
      mode: 0o600,
    });
    for (const [name, value] of Object.entries(VALUES))
      writeEnvLine(planEnvLine({ path, name, value, fs, platform: process.platform }), {
        ...{ fs, env: {}, now: Date.now },
      });
    const { code } = await infer(sandbox);
    expect(code).toBe(0);
    const asked = server.requests.findLast((request) => request.method === "POST");
    expect(asked?.headers["authorization"]).toBe(`Bearer ${VALUES.K_PLAIN}`);
    const seen = names.map((name) => [name, asked?.headers[name.replace("_", "-").toLowerCase()]]);
    expect(Object.fromEntries(seen)).toEqual(VALUES);
  });
});
