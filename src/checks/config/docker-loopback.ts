import { setFix } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import { writtenBaseUrl } from "../support/config-text.ts";
import { each, providers } from "../support/each.ts";
import { aboutEndpoint, ran } from "../support/outcome.ts";
import { providerPath } from "../support/paths.ts";
import { answeringWay, hostOf, isUsed, useInstead } from "../support/reach.ts";
import { type CheckFinding, defineCheck, type Endpoint } from "../types.ts";

/** The scheme and user info of a URL, then its host. */
const HOST = /^(\s*[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?)(\[[^\]]*\]|[^/?#:]*)/i;

/** A server on the loopback address, seen from inside a container. */
export const dockerLoopback = defineCheck({
  id: "docker-loopback",
  title: "Loopback address inside a container",
  severity: "error",
  doc: {
    what: 'The settings say `target: "docker"`, and the base URL of a provider is a loopback address. `doctor`, when run inside a container, reports it if nothing listens there: it asks the host of the container if the system knows its name, and names the address otherwise.',
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
    helps: 'baseUrl: "http://host.docker.internal:8000/v1"',
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
      const { reach, baseUrl, state } = endpoint.facts;
      if (reach == null || reach.container === null || classifyUrl(baseUrl) !== "loopback") return ran();
      const way = answeringWay(endpoint, ["container-host"]);
      if (way === null) return state.status === "refused" ? ran(untried(endpoint)) : ran();
      return useInstead(endpoint, way, {
        message: `Inside this container ${hostOf(baseUrl)} is the container itself and does not answer, but a model server answers at ${hostOf(way.baseUrl)}`,
        fixHint: `set baseUrl to ${way.baseUrl}`,
        safe: false,
        evidence: { container: reach.container },
      });
    },
  },
});

const HOST_NAMES: Readonly<Record<string, string>> = {
  docker: "host.docker.internal",
  podman: "host.containers.internal",
};

/** The system does not know the host's name, so nothing was sent to it; null in other containers, or where it was tried. */
function untried(endpoint: Endpoint): CheckFinding | null {
  const { facts, context } = endpoint;
  const { reach, baseUrl } = facts;
  const inside = reach?.container ?? "";
  const name = HOST_NAMES[inside];
  const service = providerPath(endpoint, "localService");
  const startsItself = service !== null && getIn(context.config?.value, service) !== undefined;
  const tried = reach?.others.some(({ by }) => by === "container-host") === true;
  if (name === undefined || tried || startsItself) return null;
  return aboutEndpoint(endpoint, "baseUrl", {
    severity: isUsed(facts) ? "error" : "warning",
    message: `Inside this container ${hostOf(baseUrl)} is the container itself, where nothing listens on that port`,
    evidence: { container: inside, status: facts.state.status },
    fixHint: `for a server on the machine of the container, set baseUrl to ${baseUrl.replace(HOST, `$1${name}`)} (not tried: this system does not know that name${inside === "docker" ? "; extra_hosts: host.docker.internal:host-gateway" : ""}), or start the server in this container`,
  });
}
