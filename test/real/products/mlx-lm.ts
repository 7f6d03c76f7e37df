import { hfHome, type Product, script } from "../lib/product.ts";
import { getPython } from "../parts/python.ts";

const VERSION = "0.32.2";

/** mlx-lm's server with MLX's CPU back end for Linux (4 s, 0.2 GB). */
export const getMlxLm = () =>
  getPython({
    title: `mlx-lm ${VERSION}`,
    folder: `mlx-lm-${VERSION}`,
    specs: [`mlx-lm==${VERSION}`, "mlx[cpu]==0.32.4"],
  });

/** `mlx_lm.server --model FOLDER --port N`; its ids are the folders, and it does not know a context. */
export const mlxLm = (venv: string): Product => ({
  name: "mlx-lm",
  version: VERSION,
  executables: { "mlx_lm.server": script(`${venv}/bin/mlx_lm.server`, hfHome()) },
  readyPath: "/health",
  readyMs: 90_000,
});
