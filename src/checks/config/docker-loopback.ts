import { setFix } from "../../core/finding.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import { writtenBaseUrl } from "../support/config-text.ts";
import { each, providers } from "../support/each.ts";
import { LISTEN } from "../support/helps.ts";
import { ran } from "../support/outcome.ts";
import { answeringWay, hostOf, useInstead } from "../support/reach.ts";
import { defineCheck } from "../types.ts";

/** The scheme and user info of a URL, then its host. */
const HOST = /^(\s*[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?)(\[[^\]]*\]|[^/?#:]*)/i;

/** A server on the loopback address, seen from inside a container. */
export const dockerLoopback = defineCheck({
  id: "docker-loopback",
  title: "Loopback address inside a container",
  severity: "error",
  doc: {
    what: 'The settings say `target: "docker"`, and the base URL of a provider is a loopback address. `doctor`, when run inside a container, reports it if nothing listens there and a model server answers at the host of the container, whose name the system must know; otherwise `server-unreachable` names that address.',
    why: "Inside a container, 127.0.0.1 is the container itself: the connection is refused although the server answers on the host.",
    bad: `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    apiKey: "local",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { local: {
    baseUrl: "http://host.docker.internal:8000/v1",
    apiKey: "local",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    settings: { target: "docker", localOnly: false },
    seen: "http://127.0.0.1:8000/v1 refuses, http://host.docker.internal:8000/v1 answers",
    helps: {
      byServer: LISTEN,
      also: {
        "OpenClaw config": '`models.providers.<id>.baseUrl: "http://host.docker.internal:8000/v1"`',
        "Docker on Linux": "`docker run --add-host=host.docker.internal:host-gateway …`",
      },
    },
  },
  config: {
    run: each(providers, (provider, context) => {
      if (context.settings?.target !== "docker") return null;
      const url = provider.baseUrl;
      if (url === null || classifyUrl(url) !== "loopback") return null;
      const written = writtenBaseUrl(context, provider) !== null;
      const path = [...provider.path, "baseUrl"];
      return {
        at: written ? path : provider.path,
        atKey: !written,
        target: provider.id,
        endpoint: url,
        message: `Inside a container ${new URL(url).hostname} is the container itself, not the machine with the server`,
        fixHint:
          "use host.docker.internal (on Linux with extra_hosts: host.docker.internal:host-gateway), and let the server listen on more than loopback",
        // The server must also be reachable from the container, which only the user can arrange.
        fix: setFix(path, url.replace(HOST, "$1host.docker.internal")),
      };
    }),
  },
  server: {
    stage: "reachable",
    after: ["redirected", "ipv6-localhost"],
    run(endpoint) {
      const { reach, baseUrl } = endpoint.facts;
      if (reach == null || reach.container === null || classifyUrl(baseUrl) !== "loopback") return ran();
      const way = answeringWay(endpoint, ["container-host"]);
      // without one, server-unreachable names the address
      if (way === null) return ran();
      return useInstead(endpoint, way, {
        message: `Inside this container ${hostOf(baseUrl)} is the container itself and does not answer, but a model server answers at ${hostOf(way.baseUrl)}`,
        fixHint: `set baseUrl to ${way.baseUrl}`,
        safe: false,
        evidence: { container: reach.container },
      });
    },
  },
});
