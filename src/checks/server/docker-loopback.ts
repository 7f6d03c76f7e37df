import { classifyUrl } from "../../openclaw/locality.ts";
import { ran } from "../support/outcome.ts";
import { answeringWay, hostOf, useInstead } from "../support/reach.ts";
import type { Check } from "./types.ts";

/** OpenClaw runs in a container and asks its own loopback address for a server of the host. */
export const dockerLoopback: Check = {
  id: "docker-loopback",
  title: "Loopback address inside a container",
  severity: "error",
  stage: "reachable",
  deep: false,
  after: ["redirected", "ipv6-localhost"],
  doc: {
    what: "This runs in a container, nothing answers at the loopback address of the base URL, and a model server answers at the address of the host.",
    why: "Inside a container 127.0.0.1 is the container itself: the connection is refused although the server answers on the host.",
    bad: "http://127.0.0.1:8000/v1 refuses, http://host.docker.internal:8000/v1 answers",
    good: 'baseUrl: "http://host.docker.internal:8000/v1"',
  },
  run(facts, context) {
    const { reach } = facts;
    if (reach == null || reach.container === null || classifyUrl(facts.baseUrl) !== "loopback") return ran();
    const way = answeringWay(facts, ["container-host", "gateway"]);
    if (way === null) return ran();
    return useInstead(facts, context, way, {
      message: `Inside this container ${hostOf(facts.baseUrl)} is the container itself and does not answer, but a model server answers at ${hostOf(way.baseUrl)}`,
      fixHint:
        way.by === "gateway"
          ? `set baseUrl to ${way.baseUrl}; with extra_hosts: host.docker.internal:host-gateway a name can stand for it`
          : `set baseUrl to ${way.baseUrl}`,
      safe: false,
      evidence: { container: reach.container },
    });
  },
};
