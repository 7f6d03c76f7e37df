import { mkdirSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type MlxOptions, mlx } from "../emulators/mlx.ts";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";
import { applyFix } from "../support/apply-fix.ts";
import { configOn, doctorHere, type Found } from "../support/doctor.ts";
import { start } from "../support/track.ts";

/** A machine with a model folder and one of MLX's servers that serves it. */
async function machineWith(options: MlxOptions = {}) {
  const machine = new FakeMachine();
  const folder = `${machine.dir}/qwen`;
  mkdirSync(folder);
  writeFileSync(`${folder}/config.json`, JSON.stringify({ max_position_embeddings: 131_072 }));
  const { baseUrl } = await start(mlx({ models: [{ id: folder }], ...options }));
  const config = (row: { id?: string; contextWindow?: number | null } = {}) => {
    const { id = folder, contextWindow = 65_536 } = row;
    const size = contextWindow === null ? {} : { contextWindow };
    const provider = {
      baseUrl,
      api: "openai-completions",
      models: [{ id, name: id, ...size, maxTokens: 8_192 }],
    };
    const text = {
      models: { mode: "merge", providers: { local: provider } },
      agents: { defaults: { model: { primary: `local/${id}` } } },
    };
    return configOn(machine, JSON.stringify(text));
  };
  const ask = async (path: string) => (await doctorHere(["--config", path], machine)).findings;
  const init = async (...args: string[]) => {
    const where = ["--config", `${machine.dir}/new.json`, "--endpoint", baseUrl, "--routing", "local-only"];
    const result = await runInProcess(["init", "--yes", "--json", ...where, ...args], machine);
    return { code: result.code, ...(JSON.parse(result.stdout) as InitReport) };
  };
  return { machine, folder, config, ask, init };
}

interface InitReport {
  error: { message: string; hint: string } | null;
  model: { contextWindow: number } | null;
  notes: string[];
}

const brief = (findings: readonly Found[]) => findings.map((f) => `${f.severity} ${f.checkId}`);

describe("mlx-lm on this machine", () => {
  it("has nothing to say of a context up to what the model was trained for", async () => {
    const { config, ask } = await machineWith();
    expect(brief(await ask(config()))).toEqual([]);
    expect(brief(await ask(config({ contextWindow: 131_072 })))).toEqual([]);
    expect(brief(await ask(config({ id: "default_model" })))).toEqual([]);
  });

  it.each([
    ["more than that: the edit lowers it", 1_000_000, "warning context-server-below-config"],
    ["none: the edit writes it", null, "warning no-context-declared"],
  ])("%s", async (_title, contextWindow, finds) => {
    const { config, ask } = await machineWith();
    const path = config({ contextWindow });
    const findings = await ask(path);
    expect(brief(findings)).toEqual([finds]);
    const [finding] = findings;
    expect(finding?.evidence).toMatchObject({ trained: 131_072 });
    expect(finding?.fix?.safe).toBe(false);
    if (finding) applyFix(path, finding);
    expect(brief(await ask(path))).toEqual([]);
  });

  it("init plans a context without --context", async () => {
    const { init } = await machineWith();
    const { code, error, notes } = await init();
    expect({ code, error }).toEqual({ code: 0, error: null });
    expect(notes.join("\n")).toMatch(/no limit of its own; OpenClaw will use 65,536 of the 131,072 tokens/);
  });

  it("an unlisted model of this machine is answered, and no list does not hide it", async () => {
    const { folder, config, ask } = await machineWith({ models: [] });
    expect(brief(await ask(config({ id: folder })))).toEqual([]);
    expect(brief(await ask(config({ id: "org/nothing" })))).toEqual(["error no-model-served"]);
  });

  it("without a Hugging Face cache: one unverified finding with the cure, and init takes --model", async () => {
    const { folder, config, ask, init } = await machineWith({ noCache: true });
    const [finding, ...others] = await ask(config());
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ checkId: "no-model-list", status: "unverified" });
    expect(finding?.fix?.commands).toEqual([
      'mkdir -p "${HF_HUB_CACHE:-${HF_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/huggingface}/hub}"',
    ]);
    const refused = await init();
    expect(refused.code).toBe(1);
    expect(refused.error?.hint).toMatch(/mkdir -p .*--model/);
    expect(await init("--model", folder)).toMatchObject({ code: 0, error: null });
    // the config names it now
    expect(await init()).toMatchObject({ code: 0, error: null });
  });
});

describe("mlx-vlm on this machine", () => {
  it("the restart with --max-kv-size asks for no more than the model has", async () => {
    const { config, ask, folder } = await machineWith({ product: "mlx-vlm", allocatedContext: 20_480 });
    const [finding, ...others] = await ask(config({ contextWindow: 1_000_000 }));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ checkId: "context-server-below-config", severity: "error" });
    expect(finding?.fix?.commands).toEqual([
      expect.stringMatching(
        `^mlx_vlm\\.server --model ${folder} --host 127\\.0\\.0\\.1 --port \\d+ --max-kv-size 131072$`,
      ),
    ]);
  });

  it("a context beyond the model's positions is not raised by a command", async () => {
    const { config, ask } = await machineWith({ product: "mlx-vlm", unlimited: true });
    const [finding, ...others] = await ask(config({ contextWindow: 1_000_000 }));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ checkId: "context-server-below-config", fix: { commands: [] } });
    expect(brief(await ask(config()))).toEqual([]);
  });
});
