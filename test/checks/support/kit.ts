/** What the files of cases are made of: emulated servers, configs for them, and parts of config texts. */
export * from "../../emulators/index.ts";
export { configText } from "../../support/config-text.ts";
export { exam } from "./exam.ts";
export { laptop, mac32, rtx4090, withMemory } from "./machines.ts";
export * from "./servers.ts";
export * from "./texts.ts";
export type { Cases, ConfigOf, MachineScenario, ServerScenario } from "./types.ts";
