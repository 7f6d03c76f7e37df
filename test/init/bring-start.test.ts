import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { waysToStart } from "../../src/init/bring/start.ts";
import { closedPort, ollama } from "../emulators/index.ts";
import { isAlive } from "../support/alive.ts";
import { start } from "../support/track.ts";
import { look, progress, QUICK, rejection } from "./bring.ts";
import { gguf, machine, serverScript, wayNamed } from "./here.ts";

const GB = 1e9;
const NEVER = new AbortController().signal;
const open: number[] = [];
afterEach(() => {
  for (const pid of open.splice(0)) if (isAlive(pid)) process.kill(pid, "SIGKILL");
});

/** What the fake server was started with; it is ended after the test. */
async function started(
  dir: string,
): Promise<{ pid: number; args: string[]; context: string | null; host: string | null }> {
  const path = join(dir, "started.json");
  await expect.poll(() => existsSync(path) && readFileSync(path, "utf8"), { timeout: 5_000 }).toBeTruthy();
  const told = JSON.parse(readFileSync(path, "utf8"));
  open.push(told.pid);
  return told;
}

describe("what is here", () => {
  it("nothing: how to get a server", async () => {
    const on = await machine();
    expect(await waysToStart(await on.question(24))).toEqual({
      installed: [],
      ways: [],
      lines: [
        "no model server was found on this machine; one of these brings it:",
        expect.stringContaining("LM Studio: https://lmstudio.ai/download"),
        expect.stringContaining("llama.cpp: brew install llama.cpp"),
        expect.stringContaining("Ollama: curl -fsSL"),
      ],
    });
  });

  it("is found on PATH, in the usual folders and at the product's own place; files of other kinds are not", async () => {
    const on = await machine();
    on.program("root/usr/local/bin/llama-server");
    on.program(".lmstudio/bin/lms");
    on.write("root/opt/homebrew/bin/ollama", "not executable");
    const { installed } = await waysToStart(await on.question(24));
    expect(installed.map(({ product, program }) => [product, program])).toEqual([
      ["LM Studio", join(on.dir, ".lmstudio/bin/lms")],
      ["llama.cpp", "/usr/local/bin/llama-server"],
    ]);
  });

  it("an app without its program: how to start it", async () => {
    const on = await machine();
    on.write("root/Applications/LM Studio.app/Contents/Info.plist", "");
    const question = await on.question(24);
    const outside = { ...question.outside, host: { ...question.outside.host, platform: "darwin" as const } };
    expect(await waysToStart({ ...question, outside })).toEqual({
      installed: [],
      ways: [],
      lines: ["LM Studio is set up here: open -a 'LM Studio'"],
    });
  });

  it("the models that lie here: Ollama's manifests, LM Studio's folders, GGUF files", async () => {
    const on = await machine();
    for (const path of ["root/usr/local/bin/llama-server", "root/usr/local/bin/ollama", ".lmstudio/bin/lms"])
      on.program(path);
    on.write(".ollama/models/manifests/registry.ollama.ai/library/qwen3.5/9b", "{}");
    on.write(".ollama/models/manifests/registry.ollama.ai/me/mine/latest", "{}");
    on.write(".ollama/models/manifests/hf.co/unsloth/X-GGUF/Q4_K_M", "{}");
    on.write(".lmstudio/models/lmstudio-community/Qwen3-GGUF/Qwen3-Q4_K_M.gguf", "x");
    on.write(".cache/llama.cpp/tiny.gguf", gguf(131_072));
    on.write(".cache/llama.cpp/mmproj-tiny.gguf", "x");
    on.write(".cache/llama.cpp/half.gguf.downloadInProgress", "x");
    const { installed } = await waysToStart(await on.question(24));
    expect(Object.fromEntries(installed.map(({ product, models }) => [product, models]))).toEqual({
      "LM Studio": ["lmstudio-community/Qwen3-GGUF"],
      "llama.cpp": ["tiny"],
      Ollama: ["hf.co/unsloth/X-GGUF:Q4_K_M", "me/mine:latest", "qwen3.5:9b"],
    });
  });

  it("other products and Docker images get exact commands; docker is asked for what it has, and pulls nothing", async () => {
    const on = await machine();
    on.program("root/usr/local/bin/vllm");
    const question = await on.question(24);
    const bin = on.program(
      "bin/docker",
      `echo "$@" >> "$HOME/docker"; echo "ollama/ollama:latest"; echo "vllm/vllm-openai:v0.32"; echo "postgres:16"; echo 'vllm/vllm-openai:$(x)'`,
    );
    const outside = { ...question.outside, env: { ...question.outside.env, PATH: join(bin, "..") } };
    const { lines, ways } = await waysToStart({ ...question, outside });
    expect(ways).toEqual([]);
    expect(lines.join("\n")).toMatch(
      /vLLM is installed: vllm serve \S+ --host 127\.0\.0\.1 .*--max-model-len \d+/,
    );
    expect(lines.join("\n")).toMatch(
      /image of vLLM is here: docker run --rm .*-p 127\.0\.0\.1:8000:8000 .*vllm\/vllm-openai:v0\.32 --model \S+ --host 0\.0\.0\.0/,
    );
    expect(lines.join("\n")).toMatch(
      /image of Ollama is here: docker run --rm .*11434:11434 .*ollama\/ollama:latest$/m,
    );
    expect(lines.join("\n")).not.toContain("postgres");
    expect(readFileSync(join(on.dir, "docker"), "utf8")).toBe("image ls --format {{.Repository}}:{{.Tag}}\n");
  });
});

describe("downloads", () => {
  it("say how much comes and how much is free; what does not fit the disk is not offered", async () => {
    const roomy = await machine({ freeBytes: 500 * GB });
    roomy.program("root/usr/local/bin/llama-server");
    const [way] = (await waysToStart(await roomy.question(24))).ways;
    expect(way?.title).toMatch(/^start llama\.cpp with \S+, with [\d,]+ tokens, which it downloads first$/);
    expect(way?.how).toMatch(
      /^\/usr\/local\/bin\/llama-server -hf \S+ -c \d+ -np 1 .*--host 127\.0\.0\.1 --port 9931/,
    );
    expect(way?.caution).toMatch(/^downloads about [\d.]+ GiB; 465\.7 GiB are free at ~\/\.cache\//);
    const full = await machine({ freeBytes: 3 * GB });
    full.program("root/usr/local/bin/llama-server");
    const { ways, lines } = await waysToStart(await full.question(24));
    expect(ways).toEqual([]);
    expect(lines.join("\n")).toMatch(/do not fit on the disk of .*, where 2\.8 GiB are free \(llama\.cpp\)/);
  });

  it("leave a port alone that something has", async () => {
    const on = await machine({ freeBytes: 500 * GB });
    on.program("root/usr/local/bin/llama-server");
    const other = await start(ollama());
    on.ports.set(9_931, other.port);
    expect((await waysToStart(await on.question(24))).ways[0]?.how).toContain("--port 8080");
    on.ports.set(8_080, other.port);
    expect((await waysToStart(await on.question(24))).installed).toEqual([]);
  });
});

describe("llama-server", () => {
  const withTiny = async (script: (port: number) => string) => {
    const on = await machine();
    const port = await closedPort();
    on.program("bin/llama-server", script(port));
    on.write(".cache/llama.cpp/tiny.gguf", gguf(131_072));
    const outside = { ...on.outside, env: { ...on.outside.env, PATH: join(on.dir, "bin") } };
    // a look while it loads takes all of its time
    const limits = { ...QUICK, lookMs: 400 };
    const answer = await waysToStart(await on.question(24, { outside, limits }));
    // now it is where the script listens
    on.ports.set(9_931, port);
    return { on, port, outside, way: wayNamed(answer, "tiny") };
  };
  const logOf = (dir: string) => {
    const folder = join(dir, ".local/state/openclaw-local");
    return readdirSync(folder).map((name) => join(folder, name));
  };

  it("is started with a file of this disk, goes on after us, and its log, process and end are told", async () => {
    const { on, port, outside, way } = await withTiny((port) =>
      serverScript({ port, kind: "llamacpp", busy: 20 }),
    );
    expect(way).toMatchObject({
      title: "start llama.cpp with tiny from this disk, with 131,072 tokens",
      caution: null,
      baseUrl: "http://127.0.0.1:9931/v1",
    });
    expect(existsSync(join(on.dir, "started.json"))).toBe(false);
    const shown = progress();
    const said: string[] = [];
    const lines = await way.run(shown, NEVER, (line) => said.push(line));
    const { pid, args } = await started(on.dir);
    expect(args.join(" ")).toBe(
      `-m ${join(on.dir, ".cache/llama.cpp/tiny.gguf")} -c 131072 -np 1 --host 127.0.0.1 --port 9931 --alias tiny`,
    );
    const [log = ""] = logOf(on.dir);
    expect(lines).toEqual([
      `llama-server runs as process ${pid}, also after init; its log: ${log}`,
      `to stop it: kill ${pid}`,
    ]);
    // before it answered: a killed init says nothing any more
    expect(said).toEqual([`llama-server is starting as process ${pid}; to stop it: kill ${pid}`]);
    expect(statSync(log).mode & 0o777).toBe(0o600);
    expect(shown.said.join("\n")).toContain("llama-server is loading its model: load: reading tensors");
    expect(isAlive(pid)).toBe(true);
    // a group of its own, so that the terminal's Ctrl-C does not reach it
    if (process.platform === "linux")
      expect(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[2]).toBe(String(pid));
    expect((await look(outside, `http://127.0.0.1:${port}/v1`)).status).toBe("ready");
    expect((await rejection(way.run(progress(), NEVER))).message).toContain("something answers");
  });

  it("ends with words in its log: these are the reason", async () => {
    const { on, way } = await withTiny((port) =>
      serverScript({ port, kind: "llamacpp", ends: "error: failed to allocate 40 GiB" }),
    );
    const error = await rejection(way.run(progress(), NEVER));
    expect(error.message).toBe("llama-server ended with status 1: error: failed to allocate 40 GiB");
    expect(error).toMatchObject({ hint: `its log: ${logOf(on.dir)[0]}`, exitCode: 1 });
  });

  it("never answers: it is ended", async () => {
    const on = await machine();
    const port = await closedPort();
    on.program("bin/llama-server", serverScript({ port, kind: "llamacpp", busy: 1e9 }));
    on.write(".cache/llama.cpp/tiny.gguf", gguf(131_072));
    const outside = { ...on.outside, env: { ...on.outside.env, PATH: join(on.dir, "bin") } };
    const limits = { ...QUICK, loadMs: 1_500 };
    const way = wayNamed(await waysToStart(await on.question(24, { outside, limits })), "tiny");
    on.ports.set(9_931, port);
    const error = await rejection(way.run(progress(), NEVER));
    expect(error.message).toContain("llama-server does not answer after");
    expect(isAlive((await started(on.dir)).pid)).toBe(false);
  });

  it("is interrupted before it answers: it is ended", async () => {
    const { on, way } = await withTiny((port) => serverScript({ port, kind: "llamacpp", busy: 1e9 }));
    const abort = new AbortController();
    const running = rejection(way.run(progress(), abort.signal));
    const { pid } = await started(on.dir);
    abort.abort();
    expect(await running).toMatchObject({ name: "InterruptedError", left: null });
    expect(isAlive(pid)).toBe(false);
  });
});

describe("Ollama", () => {
  const withOllama = async (env: Record<string, string> = {}) => {
    const on = await machine({ env, freeBytes: 500 * GB });
    const port = await closedPort();
    on.program("root/usr/local/bin/ollama", serverScript({ port, kind: "ollama" }));
    const program = join(on.dir, "root/usr/local/bin/ollama");
    const outside = {
      ...on.outside,
      proc: {
        ...on.outside.proc,
        launch: (
          _program: string,
          ...rest: [readonly string[], { logPath: string; env?: Record<string, string> | undefined }]
        ) => on.outside.proc.launch(program, ...rest),
      },
    };
    return { on, port, outside };
  };

  it("is started with enough context, and has its models", async () => {
    const { on, port, outside } = await withOllama({ OLLAMA_HOST: "10.0.0.9" });
    on.write(".ollama/models/manifests/registry.ollama.ai/library/qwen3.5/9b", "{}");
    const answer = await waysToStart(await on.question(24, { outside }));
    on.ports.set(11_434, port);
    const way = answer.ways[0];
    expect(way).toMatchObject({
      title: "start Ollama, which has qwen3.5:9b",
      how: "OLLAMA_HOST=127.0.0.1:11434 OLLAMA_CONTEXT_LENGTH=65536 /usr/local/bin/ollama serve",
      caution: null,
    });
    await way?.run(progress(), NEVER);
    expect(await started(on.dir)).toMatchObject({
      args: ["serve"],
      context: "65536",
      host: "127.0.0.1:11434",
    });
  });

  it("what its installer set up is said first", async () => {
    const { on, outside } = await withOllama();
    on.write("root/etc/systemd/system/ollama.service", "");
    on.write(".ollama/models/manifests/registry.ollama.ai/library/qwen3.5/9b", "{}");
    const { ways, lines } = await waysToStart(await on.question(24, { outside }));
    expect(lines).toContain("Ollama is set up here: sudo systemctl start ollama");
    expect(ways[0]?.caution).toContain("keeps its models elsewhere");
  });

  it("is started, and pulls with its progress", async () => {
    const { on, port, outside } = await withOllama();
    const answer = await waysToStart(await on.question(24, { outside }));
    on.ports.set(11_434, port);
    const way = wayNamed(answer, "start Ollama and download");
    expect(way.how).toMatch(
      /ollama serve, then POST http:\/\/127\.0\.0\.1:11434\/api\/pull \{"model":"\S+"\}$/,
    );
    expect(way.caution).toMatch(/^downloads about .* are free at ~\/\.ollama\/models$/);
    const shown = progress();
    await way.run(shown, NEVER);
    expect(shown.said.join("\n")).toContain(": 954 MiB of 3.7 GiB");
    expect(isAlive((await started(on.dir)).pid)).toBe(true);
  });

  it("is interrupted while it pulls: the server that was started for that is ended", async () => {
    const { on, port, outside } = await withOllama({ PULL_HANGS: "1" });
    const answer = await waysToStart(await on.question(24, { outside }));
    on.ports.set(11_434, port);
    const abort = new AbortController();
    const shown = progress();
    const running = rejection(wayNamed(answer, "download").run(shown, abort.signal));
    await expect.poll(() => shown.said.join("\n"), { timeout: 5_000 }).toContain("954 MiB");
    abort.abort();
    expect(await running).toMatchObject({ left: expect.stringContaining("Ollama keeps what it has of") });
    expect(isAlive((await started(on.dir)).pid)).toBe(false);
  });

  it("runs without a model: only the download is offered", async () => {
    const { on, outside } = await withOllama();
    const server = await start(ollama({ models: [] }));
    on.ports.set(11_434, server.port);
    const state = await look(outside, "http://127.0.0.1:11434/v1");
    const { ways } = await waysToStart(await on.question(24, { outside, states: [state] }));
    const [way] = ways;
    expect(way?.title).toMatch(/^let Ollama download/);
    await way?.run(progress(), NEVER);
    expect((await look(outside, "http://127.0.0.1:11434/v1")).models).toHaveLength(1);
    server.options.pulls = "unknown";
    expect((await rejection(way?.run(progress(), NEVER) ?? Promise.resolve())).message).toContain(
      "pull model manifest: file does not exist",
    );
    server.options.pulls = "cuts";
    expect((await rejection(way?.run(progress(), NEVER) ?? Promise.resolve())).message).toContain(
      "the connection was cut",
    );
    server.options.pulls = "hangs";
    const limits = { ...QUICK, stallMs: 300 };
    const again = await waysToStart(await on.question(24, { outside, states: [state], limits }));
    expect((await rejection(again.ways[0]?.run(progress(), NEVER) ?? Promise.resolve())).message).toContain(
      "nothing came for 300 ms",
    );
  });
});

describe("LM Studio", () => {
  it("lms starts its server and downloads; it runs with no input, and nothing of it before", async () => {
    const on = await machine({ freeBytes: 500 * GB });
    const port = await closedPort();
    const script = serverScript({ port, kind: "llamacpp" }).replace(/^exec /, "");
    const lms = on.program(
      ".lmstudio/bin/lms",
      `echo "lms $*" >> "$HOME/ran"; cat\nif [ "$1" = server ]; then ${script} >/dev/null 2>&1 & fi`,
    );
    const answer = await waysToStart(await on.question(24));
    expect(existsSync(join(on.dir, "ran"))).toBe(false);
    on.ports.set(1_234, port);
    const way = wayNamed(answer, "LM Studio");
    expect(way.how).toMatch(
      new RegExp(`^${lms} server start --port 1234, then ${lms} get https://huggingface.co/\\S+@\\S+ --yes$`),
    );
    const lines = await way.run(progress(), NEVER);
    await started(on.dir);
    expect(lines.join()).toContain("to stop it: lms server stop");
    expect(readFileSync(join(on.dir, "ran"), "utf8")).toMatch(
      /^lms server start --port 1234\nlms get https:\/\/huggingface\.co\/\S+@\S+ --yes\n$/,
    );
  });
});
