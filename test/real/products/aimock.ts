import { type Product, script } from "../lib/product.ts";
import { getNpm } from "../parts/npm.ts";

const VERSION = "1.43.0";

/** CopilotKit's aimock: replies from fixtures, or a proxy in front of a server, with faults on request (3 s, 12 MB). */
export const getAimock = () => getNpm("@copilotkit/aimock", VERSION, "aimock");

/** `llmock -p N -f FIXTURES`, or `llmock -p N --proxy-only --provider-openai URL`; AIMOCK_API_KEYS holds its keys. */
export const aimock = (dir: string): Product => ({
  name: "aimock",
  version: VERSION,
  executables: { llmock: script(process.execPath, {}, [], [`${dir}/dist/cli.js`]) },
  readyPath: "/health",
  readyMs: 30_000,
});
