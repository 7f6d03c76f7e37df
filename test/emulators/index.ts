export type { Exchange } from "../../src/commands/demo/tiny-server.ts";
export { litellm } from "./litellm.ts";
export { llamacpp } from "./llamacpp.ts";
export { startLmStudio } from "./lmstudio.ts";
export { mlx } from "./mlx.ts";
export {
  behind,
  htmlApp,
  huge,
  nonJson,
  notHttp,
  otherJson,
  redirect,
  requiring,
  silent,
  slowLoris,
} from "./odd.ts";
export { ollama } from "./ollama.ts";
export { generic } from "./openai-compatible.ts";
export { sglang } from "./sglang.ts";
export { assertHarmless, carriesKey, closedPort, startEmulator } from "./start.ts";
export type { ChatBehaviour, EmulatedModel, Emulator, EmulatorOptions, Profile } from "./types.ts";
export { vllm } from "./vllm.ts";
