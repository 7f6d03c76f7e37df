import { type Cases, named, use } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    {
      text: use(
        'model: { primary: «"lmstudio/qwen/qwen3-8b@bf16" }',
        named("qwen/qwen3-8b@bf16"),
        "lmstudio",
      ),
    },
    { text: use('model: { primary: «"local/x@latest" }', named("x@latest")) },
    {
      text: use(
        'model: { primary: "anthropic/claude-opus-4-6", fallbacks: [\n «"local/x@mxfp4"] }',
        named("x@mxfp4"),
      ),
    },
  ],
  passing: [
    ...["qwen/qwen3-8b@q8_0", "x@8bit", "x@iq3_m", "x@20260101"].map((id) =>
      use(`model: { primary: ${JSON.stringify(`lmstudio/${id}`)} }`, named(id), "lmstudio"),
    ),
    use('model: { primary: "local/qwen3@work" }'),
  ],
};
