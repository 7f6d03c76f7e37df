import { afterAll, beforeAll, describe } from "vitest";
import { closedPort } from "../emulators/index.ts";
import { doctor } from "./lib/cli.ts";
import { launch, type ModelServer } from "./lib/product.ts";
import { makeSandbox, writeConfig } from "./lib/sandbox.ts";
import { scenario } from "./lib/scenario.ts";
import { healthyStory, planted } from "./lib/story.ts";
import { mlxLm } from "./products/mlx-lm.ts";

scenario("mlx-lm", ["mlxLm", "hfModels", "openclaw"], ({ mlxLm: part, hfModels, openclaw }) => {
  const product = mlxLm(part.venv);
  const sandbox = makeSandbox("mlx-lm", openclaw.path);
  let server: ModelServer;
  let port = 0;
  const command = () =>
    `mlx_lm.server --model ${hfModels.plain} --host 127.0.0.1 --port ${port} --max-tokens 8192`;
  beforeAll(async () => {
    port = await closedPort();
    server = await launch(product, sandbox, command(), port);
  });
  afterAll(async () => {
    await server?.stop();
    sandbox.remove();
  });

  describe("healthy", () => {
    healthyStory({
      product,
      sandbox,
      baseUrl: () => server.baseUrl,
      scanned: { kind: "mlx", auth: "none" },
      model: { id: hfModels.plain },
      context: null,
      unverified: ["info unverified context-undeclared"],
      init: ["--context", "65536"],
    });
  });

  describe("faults", () => {
    planted("an id that it does not have", {
      product,
      plant: async () => {
        writeConfig(sandbox, { baseUrl: server.baseUrl, model: "nope", contextWindow: 65_536 });
        return doctor(sandbox);
      },
      finds: "error model-id-not-served",
    });
  });
});
