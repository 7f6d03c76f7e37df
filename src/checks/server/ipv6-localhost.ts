import { ran } from "../support/outcome.ts";
import { answeringWay, hostOf, useInstead } from "../support/reach.ts";
import { defineCheck } from "../types.ts";

export const ipv6Localhost = defineCheck({
  id: "ipv6-localhost",
  title: "The server listens on the other loopback address",
  severity: "error",
  doc: {
    what: "The base URL names 127.0.0.1, but a model server answers on ::1 at the same port, or the other way around.",
    why: "A server started with `--host localhost` may listen on only one of the two addresses. The other one refuses the connection, although `curl http://localhost` works.",
    seen: "http://[::1]:1234/v1 refuses, http://127.0.0.1:1234/v1 answers",
    helps: {
      always: {
        "OpenClaw config":
          '`models.providers.<id>.baseUrl: "http://127.0.0.1:1234/v1"`, or `[::1]` for a server that listens there',
      },
      because: "the address is in the config",
    },
  },
  server: {
    stage: "reachable",
    after: ["redirected"],
    run(endpoint) {
      const way = answeringWay(endpoint, ["family"]);
      if (way === null) return ran();
      return useInstead(endpoint, way, {
        message: `${hostOf(endpoint.facts.baseUrl)} does not answer, but a model server answers at ${hostOf(way.baseUrl)}`,
        fixHint: `set baseUrl to ${way.baseUrl}`,
        safe: "the configured address refuses connections, and a server of this machine answers at the same port",
      });
    },
  },
});
