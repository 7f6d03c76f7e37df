import { LISTEN } from "../support/helps.ts";
import { ran } from "../support/outcome.ts";
import { answeringWay, hostOf, useInstead } from "../support/reach.ts";
import { defineCheck } from "../types.ts";

export const serverBoundLoopback = defineCheck({
  id: "server-bound-loopback",
  title: "The server listens on loopback only",
  severity: "error",
  doc: {
    what: "The base URL uses this machine's network address or host name. Nothing answers there, but a model server answers on 127.0.0.1 at the same port.",
    why: "By default most model servers listen on 127.0.0.1 only and refuse connections to any other address, even from the same machine.",
    seen: "http://192.168.1.20:1234/v1 refuses, http://127.0.0.1:1234/v1 answers",
    helps: {
      byServer: LISTEN,
      also: {
        "OpenClaw config":
          '`models.providers.<id>.baseUrl: "http://127.0.0.1:1234/v1"`, if OpenClaw runs on the same machine',
      },
    },
  },
  server: {
    stage: "reachable",
    after: ["redirected", "ipv6-localhost"],
    run(endpoint) {
      const way = answeringWay(endpoint, ["loopback"]);
      if (way === null) return ran();
      return useInstead(endpoint, way, {
        message: `${hostOf(endpoint.facts.baseUrl)} is this machine and does not answer, but a model server answers at ${hostOf(way.baseUrl)}: it listens on loopback only`,
        fixHint: `set baseUrl to ${way.baseUrl}; to serve other machines, let the server listen on 0.0.0.0 with a key`,
        // a server that is to serve other machines needs another setting, not another address
        safe: false,
      });
    },
  },
});
