/** What scripts/evidence.js bundles. */
export { meanAgreement } from "./held-out.ts";
export { evidence } from "./index.ts";
