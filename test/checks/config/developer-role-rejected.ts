import { type Cases, LAN, LMSTUDIO, setup, vllm } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: setup({ api: "openai-responses", fields: "reasoning: «true" }) },
    { text: setup({ api: "openai-responses", fields: "reasoning: «true", url: LAN }) },
    {
      text: setup({
        api: "openai-responses",
        id: "box",
        fields: "reasoning: «true, compat: { supportsTools: true }",
      }),
      version: "2026.7.1",
    },
  ],
  passing: [
    setup({ api: "openai-responses" }),
    setup({ fields: "reasoning: true" }),
    setup({ ...LMSTUDIO, fields: "reasoning: true" }),
    setup({ ...LMSTUDIO, id: "local", fields: "reasoning: true" }),
    setup({ api: "openai-responses", fields: "reasoning: true, compat: { supportsDeveloperRole: false }" }),
    setup({ api: "openai-responses", model: "openai/gpt-oss-20b", fields: "reasoning: true" }),
  ],
  scenarios: [
    {
      title: "the role is refused",
      server: () => vllm({ refuses: ["developer"] }),
      config: { api: "openai-responses", row: { reasoning: true } },
      deep: true,
      likely: "warning vllm-responses-bypasses-parser",
      finds: "error developer-role-rejected",
      neighbors: [() => vllm()],
    },
  ],
};
