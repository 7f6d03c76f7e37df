import { defineCommand } from "../shared/command.ts";
import { choice, flag, text } from "../shared/option.ts";
import { COMMON, CONTEXT_TOKENS, HARDWARE, JSON_OUT } from "../shared/options.ts";

export const recommend = defineCommand({
  name: "recommend",
  summary: "which model, variant, quantization and context fit this machine",
  args: [],
  options: [
    ...HARDWARE,
    { ...CONTEXT_TOKENS, description: "context window that the model must have" },
    {
      ...text(
        "--model <model>",
        "what this model needs: a name from the catalog, a .gguf file or a config.json",
      ),
      completes: "catalogue",
    },
    text("--quant <name>", "quantization of --model, such as Q4_K_M or fp8"),
    text("--catalog <file>", "your own models (default: ~/.config/openclaw-local/catalog.json5)"),
    choice("--server <kind>", "only commands for this server", [
      "lmstudio",
      "vllm",
      "llamacpp",
      "ollama",
      "sglang",
      "mlx",
    ]),
    flag("--allow-low-quant", "also quantizations below 4 bits"),
    JSON_OUT,
    ...COMMON,
  ],
  examples: [
    "openclaw-local recommend --vram 24GiB --context 131072",
    "openclaw-local recommend --model minimax-m2.1 --context 196608",
  ],
});
