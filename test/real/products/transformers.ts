import { hfHome, type Product, script } from "../lib/product.ts";
import { getPython } from "../parts/python.ts";

const VERSION = "5.24.0";

/** `transformers serve` on the CPU (60 s, 4.7 GB). */
export const getTransformers = () =>
  getPython({
    title: `transformers ${VERSION}`,
    folder: `transformers-${VERSION}`,
    specs: [`transformers[serving]==${VERSION}`, "torch==2.13.0", "accelerate"],
  });

/** `transformers serve FOLDER --port N`. */
export const transformers = (venv: string): Product => ({
  name: "transformers",
  version: VERSION,
  executables: {
    transformers: script(`${venv}/bin/transformers`, { ...hfHome(), CUDA_VISIBLE_DEVICES: "" }),
  },
  readyPath: "/health",
  readyMs: 180_000,
});
