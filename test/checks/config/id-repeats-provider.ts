import {
  type Cases,
  defaults,
  llamacpp,
  PRIMARY,
  provider,
  ROW,
  row,
  URL_LINE,
  vllm,
  withRow,
} from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: withRow(ROW.replace('"qwen3"', '«"local/qwen3"')) },
    { text: withRow(ROW.replace('"qwen3"', '«"box/qwen3"'), { id: "box" }) },
    {
      text: provider(
        `${URL_LINE} models: [{ ${ROW} }, { id: «"local/small", name: "S", contextWindow: 65536 }]`,
        { rest: PRIMARY },
      ),
    },
  ],
  passing: [
    withRow(ROW.replace('"qwen3"', '"qwen/qwen3"'), {
      id: "qwen",
      rest: defaults('model: { primary: "qwen/qwen/qwen3" }'),
    }),
    withRow(ROW.replace('"qwen3"', '"lmstudio-community/qwen3"'), {
      id: "lmstudio",
      rest: defaults('model: { primary: "lmstudio/lmstudio-community/qwen3" }'),
    }),
    withRow(ROW.replace('"qwen3"', '"local-qwen3"'), {
      rest: defaults('model: { primary: "local/local-qwen3" }'),
    }),
  ],
  scenarios: [
    {
      title: "the row's id and the ref both repeat the provider",
      server: () => vllm(),
      config: { id: "vllm", model: "vllm/qwen3-coder-30b" },
      finds: "error id-repeats-provider",
      edits: {
        [row("id", "vllm")]: "qwen3-coder-30b",
        "agents.defaults.model.primary": "vllm/qwen3-coder-30b",
      },
    },
    {
      title: "llama.cpp accepts any model name: a warning",
      server: () => llamacpp(),
      config: { model: "local/qwen3-coder-30b" },
      finds: "warning id-repeats-provider",
    },
    {
      title: "the server itself lists the longer name",
      server: () => vllm({ models: [{ id: "qwen/qwen3" }] }),
      config: { id: "qwen", model: "qwen/qwen3" },
      finds: null,
    },
    {
      title: "the shorter name is not served either, which another check finds",
      server: () => vllm(),
      config: { id: "vllm", model: "vllm/other" },
      finds: "error model-id-not-served",
    },
  ],
};
