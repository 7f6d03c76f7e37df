import { type Cases, URL_LINE, use } from "../support/kit.ts";

const row = (id: string, name = '"Qwen3"') =>
  `${URL_LINE} models: [{ id: ${id}, name: ${name}, contextWindow: 65536 }]`;

export const cases: Cases = {
  failing: [
    { text: use('model: { primary: "anthropic/claude-sonnet-4-6" }', row('«"${OPENAI_API_KEY}"')) },
    { text: use('model: { primary: "local/qwen3" }', row('"qwen3"', '«"Qwen3 ${HF_TOKEN}"')) },
    { text: use('model: { primary: «"local/${DB_PASSWORD}" }') },
    {
      text: use('model: { primary: "local/qwen3" }, models: { "local/qwen3": { alias: «"${AWS_SECRET}" } }'),
    },
    {
      text: use('model: { primary: "local/qwen3" }', row('"qwen3"', '«"Qwen3 on ${HOSTNAME}"')),
      severity: "warning",
    },
    { text: use('model: { primary: «"local/${MODEL}" }'), severity: "info" },
  ],
  passing: [
    use('model: { primary: "local/qwen3" }'),
    use('model: { primary: "local/qwen3" }', row('"qwen3"', '"Qwen3 $${OPENAI_API_KEY}"')),
    use('model: { primary: "local/qwen3" }', row('"qwen3"', '"Qwen3 ${lower}"')),
  ],
};
