import { writeFileSync } from "node:fs";
import { CACHE, TOOLS } from "../lib/paths.ts";
import { hfHome, type Product, script } from "../lib/product.ts";
import { getPython } from "../parts/python.ts";

const VERSION = "0.5.23";

/** SGLang without its kernel package, which PyPI has for CUDA only: a stand-in has its names (4 min, 8.8 GB). */
export const getSglang = () => {
  const overrides = `${CACHE}/sglang-overrides.txt`;
  writeFileSync(overrides, "torch==2.13.0\n");
  return getPython({
    title: `SGLang ${VERSION} (CPU)`,
    folder: `sglang-${VERSION}`,
    specs: [`sglang==${VERSION}`],
    options: ["--override", overrides],
    without: ["sglang-kernel"],
  });
};

/** `python3 -m sglang.launch_server --model-path FOLDER --port N …`. The flags of a GPU machine are the same. */
export const sglang = (venv: string): Product => {
  const here = script(
    `${venv}/bin/python`,
    {
      ...hfHome(),
      PYTHONPATH: `${TOOLS}stubs`,
      PYTHONDONTWRITEBYTECODE: "1",
      SGLANG_USE_CPU_ENGINE: "1",
      OMP_NUM_THREADS: "2",
    },
    [
      ...["--device", "cpu", "--attention-backend", "torch_native", "--sampling-backend", "pytorch"],
      ...["--disable-overlap-schedule", "--mem-fraction-static", "0.5"],
    ],
  );
  return {
    name: "sglang",
    version: VERSION,
    executables: { python3: here, python: here },
    readyPath: "/health",
    readyMs: 500_000,
    lifeSeconds: 2_400,
  };
};
