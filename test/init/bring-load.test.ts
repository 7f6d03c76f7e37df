import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InterruptedError, UserError } from "../../src/core/errors.ts";
import { llamacpp, ollama, startLmStudio, vllm } from "../emulators/index.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { start, track } from "../support/track.ts";
import { ask, go, look, QUICK, rejection } from "./bring.ts";
import { stage } from "./stage.ts";

const GB = 1e9;
const KEY = "qwen/qwen3.5-9b";
const MODELS = (context: number | null) => [
  {
    key: KEY,
    sizeBytes: 6 * GB,
    maxContext: 262_144,
    instances: context === null ? [] : [{ id: KEY, context }],
  },
];

/** What a stage sends that changes something. */
const posts = (requests: readonly { method: string; path: string; body: string }[]) =>
  requests
    .filter((one) => one.method === "POST" && one.path !== "/api/show")
    .map((one) => `${one.path} ${one.body}`);

/** Aborts once the server got a POST to this path. */
function abortAt(requests: readonly { path: string }[], path: string): AbortSignal {
  const abort = new AbortController();
  const timer = setInterval(() => {
    if (!requests.some((one) => one.path === path)) return;
    clearInterval(timer);
    abort.abort(new InterruptedError());
  }, 5);
  return abort.signal;
}

describe("LM Studio", () => {
  it("loads what is not loaded, by its own API; before that nothing is sent", async () => {
    const studio = track(await startLmStudio({ models: MODELS(null) }));
    const { outside } = stage();
    const answer = await ask(outside, studio.baseUrl, KEY);
    expect(posts(studio.requests)).toEqual([]);
    expect(answer).toMatchObject({
      impossible: null,
      restart: [`lms load ${KEY} --context-length 65536 --yes`],
      ways: [
        {
          title: `load ${KEY} with 65,536 tokens`,
          how: `POST ${studio.origin}/api/v1/models/load {"model":"${KEY}","context_length":65536}`,
          caution: null,
          baseUrl: studio.baseUrl,
        },
      ],
    });
    expect(await go(answer)).toEqual({ lines: [], said: [`loading ${KEY} with 65,536 tokens`] });
    const [model] = (await look(outside, studio.baseUrl)).models;
    expect(model).toMatchObject({ loaded: true, contextAllocated: { value: 65_536 } });
  });

  it("unloads what has too little first, and says so", async () => {
    const studio = track(await startLmStudio({ models: MODELS(4_096) }));
    const answer = await ask(stage().outside, studio.baseUrl, KEY);
    expect(answer.ways[0]).toMatchObject({
      title: `load ${KEY} again with 65,536 tokens`,
      caution: `unloads the loaded ${KEY}, which has 4,096 tokens, first`,
    });
    await go(answer);
    expect(posts(studio.requests)).toEqual([
      `/api/v1/models/unload {"instance_id":"${KEY}"}`,
      `/api/v1/models/load {"model":"${KEY}","context_length":65536}`,
    ]);
    expect(studio.studio.models[0]?.instances).toEqual([{ id: KEY, context: 65_536 }]);
  });

  it("refuses for want of memory: its words, and the old instance is there again", async () => {
    const studio = track(await startLmStudio({ models: MODELS(4_096), mostContext: 8_192 }));
    const error = await rejection(go(await ask(stage().outside, studio.baseUrl, KEY)));
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toContain(
      `LM Studio did not load ${KEY} with 65,536 tokens: Model loading was stopped`,
    );
    expect(error).toMatchObject({ hint: "it is loaded again as it was", exitCode: 1 });
    expect(studio.studio.models[0]?.instances).toEqual([{ id: KEY, context: 4_096 }]);
  });

  it("cannot load it again either: says what is left and how to get it back", async () => {
    const studio = track(await startLmStudio({ models: MODELS(4_096), loads: "crashes" }));
    const error = await rejection(go(await ask(stage().outside, studio.baseUrl, KEY)));
    expect(error).toMatchObject({
      hint: `${KEY} is no longer loaded as it was; again: lms load ${KEY} --context-length 4096 --yes`,
    });
  });

  it("no longer has the model", async () => {
    const studio = track(await startLmStudio({ models: MODELS(null) }));
    const answer = await ask(stage().outside, studio.baseUrl, KEY);
    studio.studio.models.splice(0);
    expect((await rejection(go(answer))).message).toContain("Model not found");
  });

  it("cuts the connection, or is gone", async () => {
    const options = { models: MODELS(null), loads: "cuts" as const };
    const studio = track(await startLmStudio(options));
    const answer = await ask(stage().outside, studio.baseUrl, KEY);
    expect((await rejection(go(answer))).message).toMatch(/did not load .*: the connection was cut/);
    await studio.close();
    expect((await rejection(go(answer))).message).toMatch(/did not load .*: connection refused/);
  });

  it("hangs: the time limit ends the wait", async () => {
    const studio = track(await startLmStudio({ models: MODELS(null), loads: "hangs" }));
    const limits = { ...QUICK, loadMs: 300 };
    const error = await rejection(go(await ask(stage().outside, studio.baseUrl, KEY, { limits })));
    expect(error).toMatchObject({
      message: `LM Studio did not load ${KEY} with 65,536 tokens within 300 ms`,
      hint: `LM Studio may still be loading ${KEY} with 65,536 tokens`,
    });
  });

  it("is interrupted: ends at once and says what is left", async () => {
    const studio = track(await startLmStudio({ models: MODELS(4_096), loads: "hangs" }));
    const answer = await ask(stage().outside, studio.baseUrl, KEY);
    const error = await rejection(go(answer, abortAt(studio.requests, "/api/v1/models/load")));
    expect(error).toBeInstanceOf(InterruptedError);
    expect(error).toMatchObject({
      left: `${KEY} is no longer loaded as it was; again: lms load ${KEY} --context-length 4096 --yes; LM Studio may still be loading ${KEY} with 65,536 tokens`,
    });
  });

  it("gets the key with each request, and no output has it", async () => {
    const apiKey = "lm-secret-0123456789abcdef";
    const studio = track(await startLmStudio({ models: MODELS(4_096), apiKey }));
    const { outside } = stage();
    const answer = await ask(outside, studio.baseUrl, KEY, { access: { apiKey } });
    expect(JSON.stringify(answer)).not.toContain(apiKey);
    await go(answer);
    expect(studio.requests.filter((one) => one.method === "POST")).toHaveLength(2);
    const error = await rejection(
      go({ ways: (await ask(outside, studio.baseUrl, KEY, { access: { apiKey } })).ways }).then(async () => {
        studio.options.apiKey = "another-key-that-is-needed";
        return go(answer);
      }),
    );
    expect(`${error.message} ${"hint" in error ? error.hint : ""}`).not.toContain(apiKey.slice(0, 10));
  });
});

describe("LM Studio without that API", () => {
  const SCRIPT = '#!/bin/sh\necho "lms $*" >> "$HOME/ran"\necho "Loading $2 50%"\n';
  const withLms = (folder: string, script = SCRIPT) => {
    const on = stage({ env: { PATH: "/usr/bin:/bin" } });
    mkdirSync(join(on.dir, folder), { recursive: true });
    writeFileSync(join(on.dir, folder, "lms"), script);
    chmodSync(join(on.dir, folder, "lms"), 0o755);
    return on;
  };

  it("is loaded with lms, found outside PATH", async () => {
    const studio = track(await startLmStudio({ models: MODELS(4_096), rest: "v0" }));
    const on = withLms(".lmstudio/bin");
    const lms = join(on.dir, ".lmstudio/bin/lms");
    const answer = await ask(on.outside, studio.baseUrl, KEY);
    expect(answer.ways.map(({ how }) => how)).toEqual([
      `${lms} unload ${KEY}, then ${lms} load ${KEY} --context-length 65536 --yes`,
    ]);
    const { said } = await go(answer);
    expect(readFileSync(join(on.dir, "ran"), "utf8")).toBe(
      `lms unload ${KEY}\nlms load ${KEY} --context-length 65536 --yes\n`,
    );
    expect(said).toContain(`Loading ${KEY} 50%`);
  });

  it("without lms there is only the command", async () => {
    const studio = track(await startLmStudio({ models: MODELS(null), rest: "v0" }));
    const answer = await ask(stage().outside, studio.baseUrl, KEY);
    expect([answer.ways, answer.restart]).toEqual([[], [`lms load ${KEY} --context-length 65536 --yes`]]);
  });

  it("takes no model for an option", async () => {
    const models = [{ key: "--help", instances: [] }];
    const studio = track(await startLmStudio({ models, rest: "v0" }));
    expect((await ask(withLms(".lmstudio/bin").outside, studio.baseUrl, "--help")).ways).toEqual([]);
  });

  it("the last words of a failed lms are the reason, without escapes", async () => {
    const studio = track(await startLmStudio({ models: MODELS(null), rest: "v0" }));
    const on = withLms(
      ".lmstudio/bin",
      "#!/bin/sh\nprintf '\\033[31mError:\\033[0m no memory\\n' >&2; exit 3\n",
    );
    const error = await rejection(go(await ask(on.outside, studio.baseUrl, KEY)));
    expect(error.message).toBe(`lms load ${KEY} --context-length 65536 --yes failed: Error: no memory`);
  });

  it("an interruption ends lms at once", async () => {
    const studio = track(await startLmStudio({ models: MODELS(null), rest: "v0" }));
    const on = withLms(".lmstudio/bin", "#!/bin/sh\necho running\nexec sleep 600\n");
    const abort = new AbortController();
    const [way] = (await ask(on.outside, studio.baseUrl, KEY)).ways;
    const shown = {
      start: () => {},
      stop: () => {},
      update: (text: string) => text === "running" && abort.abort(),
    };
    const error = await rejection(way?.run(shown, abort.signal) ?? Promise.resolve());
    expect(error).toMatchObject({ left: expect.stringContaining("LM Studio may still be loading") });
  });
});

describe("Ollama", () => {
  const ID = "qwen3.5:9b";
  it("loads with a request that has no prompt", async () => {
    const server = await start(ollama({ models: [{ id: ID, loaded: true, allocatedContext: 4_096 }] }));
    const { outside } = stage();
    const answer = await ask(outside, server.baseUrl, ID);
    expect(answer.ways).toMatchObject([
      {
        title: `load ${ID} again with 65,536 tokens`,
        how: `POST ${server.origin}/api/generate {"model":"${ID}","stream":false,"keep_alive":"30m","options":{"num_ctx":65536}}`,
        caution: `unloads the loaded ${ID}, which has 4,096 tokens, first`,
      },
    ]);
    expect(answer.restart.join("\n")).toContain("OLLAMA_CONTEXT_LENGTH=65536");
    await go(answer);
    expect((await look(outside, server.baseUrl)).models[0]?.contextAllocated.value).toBe(65_536);
  });

  it("says that others may be unloaded", async () => {
    const models = [
      { id: ID, loaded: false, row: { digest: "1e2" } },
      { id: "other:1b", loaded: true },
    ];
    const server = await start(ollama({ models }));
    const [way] = (await ask(stage().outside, server.baseUrl, ID)).ways;
    expect(way?.caution).toBe("Ollama unloads others when memory has no room for all");
  });

  it("is out of memory, or gone", async () => {
    const server = await start(ollama({ models: [{ id: ID, loaded: false }], loads: "no-memory" }));
    const answer = await ask(stage().outside, server.baseUrl, ID);
    expect((await rejection(go(answer))).message).toBe(
      `Ollama did not load ${ID} with 65,536 tokens: model requires more system memory (40.2 GiB) than is available (12.1 GiB)`,
    );
    server.options.models = [];
    expect((await rejection(go(answer))).message).toContain("not found");
    await server.close();
    expect((await rejection(go(answer))).message).toMatch(/connection (refused|was cut)/);
  });

  it("an interruption leaves nothing, where nothing was loaded", async () => {
    const server = await start(ollama({ models: [{ id: ID, loaded: false }], loads: "hangs" }));
    const answer = await ask(stage().outside, server.baseUrl, ID);
    const error = await rejection(go(answer, abortAt(server.requests, "/api/generate")));
    expect(error).toMatchObject({ name: "InterruptedError", left: null });
  });
});

describe("a llama.cpp router", () => {
  const ID = "qwen3.5-9b";
  const router = (own: object) =>
    start(llamacpp({ mode: "router", models: [{ id: ID, loaded: false }], ...own }));

  it("loads in the background; the list shows when it is done", async () => {
    const server = await router({ argsContext: 32_768 });
    const { outside } = stage();
    const answer = await ask(outside, server.baseUrl, ID);
    expect(answer.ways).toMatchObject([{ title: `load ${ID} with 32,768 tokens`, caution: null }]);
    await go(answer);
    expect(posts(server.requests)).toEqual([`/models/load {"model":"${ID}"}`]);
    expect((await look(outside, server.baseUrl)).models[0]).toMatchObject({ loaded: true });
  });

  it("where its settings give too little, only a restart helps", async () => {
    const server = await router({ argsContext: 4_096 });
    const answer = await ask(stage().outside, server.baseUrl, ID);
    expect(answer.ways).toEqual([]);
    expect(answer.restart.join()).toContain("-c 65536");
  });

  it("fails, ends, or takes too long", async () => {
    const { outside } = stage();
    const failing = await router({ argsContext: 32_768, loads: "fails" });
    expect((await rejection(go(await ask(outside, failing.baseUrl, ID)))).message).toContain(
      "its last load failed with exit code 1",
    );
    const slow = await router({ argsContext: 32_768, loads: "hangs" });
    const limits = { ...QUICK, loadMs: 300 };
    expect((await rejection(go(await ask(outside, slow.baseUrl, ID, { limits })))).message).toContain(
      "within 300 ms",
    );
    const dying = await router({ argsContext: 32_768, loads: "hangs" });
    const answer = await ask(outside, dying.baseUrl, ID);
    const end = setInterval(() => dying.requests.some((one) => one.method === "POST") && dying.close(), 5);
    const error = await rejection(go(answer));
    clearInterval(end);
    expect(error.message).toContain(`ended while it was loading ${ID}`);
  });

  it("an interruption unloads again what it was loading", async () => {
    const server = await router({ argsContext: 32_768, loads: "hangs" });
    const { outside } = stage();
    const error = await rejection(
      go(await ask(outside, server.baseUrl, ID), abortAt(server.requests, "/models/load")),
    );
    expect(error).toMatchObject({ name: "InterruptedError", left: null });
    expect(posts(server.requests).at(-1)).toBe(`/models/unload {"model":"${ID}"}`);
    expect((await look(outside, server.baseUrl)).models[0]).toMatchObject({ loaded: false, loading: false });
  });
});

describe("other servers", () => {
  it("only a restart changes what they have", async () => {
    const server = await start(vllm({ models: [{ id: "qwen3.5-9b" }], allocatedContext: 8_192 }));
    const answer = await ask(stage().outside, server.baseUrl, "qwen3.5-9b");
    expect(answer).toMatchObject({ ways: [], impossible: null });
    expect(answer.restart.join()).toContain("--max-model-len 65536");
  });

  it("on this machine, with all that it was started with, apart from the context and the key", async () => {
    const server = await start(vllm({ models: [{ id: "qwen3.5-9b" }], allocatedContext: 8_192 }));
    const options = ["--max-model-len", "8192", "--swap-space", "8", "--api-key", "sk-secret"];
    const argv = ["vllm", "serve", "qwen3.5-9b", "--port", String(server.port), ...options];
    const box = new FakeMachine()
      .command("readlink", "echo net:[1]; echo mnt:[2]")
      .system("/proc/41/cmdline", argv.join("\0"));
    const outside = { ...stage().outside, ...box.outside };
    const { restart } = await ask(outside, server.baseUrl, "qwen3.5-9b");
    expect(restart).toHaveLength(1);
    expect(restart[0]).toMatch(/^vllm serve qwen3\.5-9b --port \d+ --swap-space 8 .*--max-model-len 65536/);
    expect(restart[0]).not.toMatch(/8192|sk-secret/);
  });

  it("a model that was trained for too little is impossible", async () => {
    const server = await start(vllm({ models: [{ id: "m" }], allocatedContext: 8_192 }));
    const { outside } = stage();
    const state = await look(outside, server.baseUrl);
    const [model] = state.models;
    if (model === undefined) throw new Error("no model");
    const own = {
      state,
      model: { ...model, contextTrained: { value: 8_192, source: "x", confidence: "high" as const } },
    };
    expect(await ask(outside, server.baseUrl, "m", own)).toEqual({
      ways: [],
      restart: [],
      impossible: "m cannot have more than 8,192 tokens; a turn needs 16,384",
    });
  });
});

describe("this machine's memory comes first", () => {
  const big = (sizeGb: number) => [{ key: "qwen/qwen3.5-27b", sizeBytes: sizeGb * GB, maxContext: 262_144 }];
  const at = async (sizeGb: number, vramGib: number, ramGib: number) => {
    const studio = track(await startLmStudio({ models: big(sizeGb) }));
    return ask(stage().outside, studio.baseUrl, "qwen/qwen3.5-27b", { vramGib, ramGib, context: 262_144 });
  };

  it("fits: nothing to say", async () => {
    expect((await at(17, 96, 128)).ways.map(({ caution }) => caution)).toEqual([null]);
  });

  it("what fits comes before what does not", async () => {
    const { ways } = await at(17, 24, 64);
    expect(ways).toHaveLength(2);
    const [first, second] = ways;
    expect(first?.caution).toBeNull();
    expect(Number(/with ([\d,]+) tokens/.exec(first?.title ?? "")?.[1]?.replaceAll(",", ""))).toBeLessThan(
      262_144,
    );
    expect(second?.title).toContain("262,144");
    expect(second?.caution).toMatch(/more than this machine has for it \(24\.0 GiB of GPU memory .*slower/);
  });

  it("too large for all of it", async () => {
    const { ways, impossible } = await at(17, 8, 6);
    expect(ways).toEqual([]);
    expect(impossible).toMatch(
      /takes .* GiB with the 16,384 tokens that a turn needs; this machine has 14\.0 GiB in all/,
    );
  });
});
