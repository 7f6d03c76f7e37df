import { pathToFileURL } from "node:url";
import { TOOLS } from "../lib/paths.ts";
import { type Product, script } from "../lib/product.ts";
import { getNpm } from "../parts/npm.ts";

const VERSION = "1.15.2";
/** It listens on all interfaces and has no option for that; nothing of the lane may be seen from outside. */
const LOOPBACK_ONLY = pathToFileURL(`${TOOLS}loopback-only.mjs`).href;

/**
 * Portkey's gateway (8 s, 25 MB). With the @hono/node-server that npm takes today (1.19) it answers every stream and every
 * model list with 500 “Something went wrong” (TypeError: immutable); with this one it works.
 */
export const getPortkey = () =>
  getNpm("@portkey-ai/gateway", VERSION, "portkey", { "@hono/node-server": "1.11.4" });

/** `gateway --port=N --headless`; which server it asks stands in headers of each request. */
export const portkey = (dir: string): Product => ({
  name: "portkey",
  version: VERSION,
  executables: {
    gateway: script(process.execPath, {}, [], ["--import", LOOPBACK_ONLY, `${dir}/build/start-server.js`]),
  },
  readyPath: "/",
  readyMs: 30_000,
});
