/** What scripts/compare-recommenders.js needs of the sources. */
export { parseCatalog } from "../../../src/fit/catalog.ts";
export { COMPARED } from "./machines.ts";
export { comparedMarkdown } from "./markdown.ts";
export { parsePeers } from "./peers.ts";
