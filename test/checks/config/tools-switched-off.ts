import { type Cases, llamacpp, ROW, URL_LINE, use } from "../support/kit.ts";

const CHAT_ONLY = `${URL_LINE} models: [{ ${ROW}, compat: { supportsTools: «false } }]`;
const plain = (text: string) => text.replace("«", "");
const QWEN = 'model: { primary: "local/qwen3" }';
const next = (text: string, more: string) => text.replace(/\}\s*$/, `${more} }`);

export const cases: Cases = {
  failing: [
    { text: use(QWEN, CHAT_ONLY) },
    { text: next(use(QWEN, CHAT_ONLY), 'tools: { profile: "coding" },'), severity: "warning" },
    { text: next(use(QWEN, CHAT_ONLY), 'tools: { exec: { mode: "allowlist" } },'), severity: "warning" },
    { text: next(use(QWEN, CHAT_ONLY), 'tools: { profile: "minimal" },') },
    { text: use(`${QWEN}, heartbeat: { every: "1h", model: "local/qwen3" }`, CHAT_ONLY) },
  ],
  passing: [
    use('model: { primary: "anthropic/claude-sonnet-4-6" }', plain(CHAT_ONLY)),
    use('model: { primary: "anthropic/claude-sonnet-4-6" }, utilityModel: "local/qwen3"', plain(CHAT_ONLY)),
    use(QWEN, plain(CHAT_ONLY).replace("false", "true")),
  ],
  scenarios: [
    {
      title: "the server can call tools",
      server: () => llamacpp(),
      config: { row: { compat: { supportsTools: false } } },
      finds: "info tools-switched-off",
      deepFinds: "info tools-switched-off",
    },
    {
      title: "the server does call tools",
      server: () => llamacpp(),
      config: { row: { compat: { supportsTools: false } } },
      deep: true,
      likely: "info tools-switched-off",
      finds: "info tools-switched-off",
      says: /calls tools \(tried\)/,
    },
    {
      title: "the server says that it cannot",
      server: () => llamacpp({ templateTools: false }),
      config: { row: { compat: { supportsTools: false } } },
      finds: null,
    },
  ],
};
