import { hfHome, type Product, script } from "../lib/product.ts";
import { getPython } from "../parts/python.ts";

const VERSION = "0.7.10";

/** mlx-vlm's server with MLX's CPU back end for Linux (10 s, 0.8 GB). */
export const getMlxVlm = () =>
  getPython({
    title: `mlx-vlm ${VERSION}`,
    folder: `mlx-vlm-${VERSION}`,
    specs: [`mlx-vlm==${VERSION}`, "mlx[cpu]==0.32.4"],
  });

/** `mlx_vlm.server --model FOLDER --port N [--max-kv-size N] [--api-key K]`. */
export const mlxVlm = (venv: string): Product => ({
  name: "mlx-vlm",
  version: VERSION,
  executables: { "mlx_vlm.server": script(`${venv}/bin/mlx_vlm.server`, hfHome()) },
  // /health asks for the key
  readyPath: "/openapi.json",
  readyMs: 90_000,
});
