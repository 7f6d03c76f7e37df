/** What the docs are made of: scripts/build-docs.js loads it. */
export { catalogue, withoutCheck } from "../src/commands/explain/catalogue.ts";
export { COMMANDS } from "../src/commands/registry.ts";
export { docsPages } from "../src/report/docs-pages.ts";
export { FORMATS } from "../src/report/registry.ts";
export { ADAPTERS } from "../src/servers/registry.ts";
export { FLOORS } from "../test/guards/floors.ts";
