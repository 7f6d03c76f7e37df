import { bareHost, portOf } from "../../core/address.ts";
import { container } from "../../machine/facts/container.ts";
import { listeningSockets } from "../../machine/facts/listening-sockets.ts";
import type { HostWorld } from "../../machine/facts/types.ts";
import { wsl } from "../../machine/facts/wsl.ts";
import { classifyHost } from "../../openclaw/locality.ts";
import type { EndpointFacts } from "../facts.ts";
import { CLOSED } from "../support/helps.ts";
import { ran, skipped } from "../support/outcome.ts";
import { type CheckFinding, defineCheck } from "../types.ts";

export const serverExposedNoAuth = defineCheck({
  id: "server-exposed-no-auth",
  title: "The model server is open to the network without a key",
  severity: "warning",
  doc: {
    what: "The endpoint is on this machine, listens on all interfaces (0.0.0.0 or ::), answers without a key, and the machine has a network address. Not checked in containers and WSL, which have networks of their own.",
    why: "Anyone who can reach this machine can use the model, read its logs and, with some products, load, unload or delete models. A firewall may prevent that; the server does not.",
    seen: "vllm serve … --host 0.0.0.0, without --api-key",
    helps: { byServer: CLOSED },
  },
  machine: {
    async run(world, { endpoints }) {
      for (const fact of [container, wsl]) {
        const around = await fact.of(world);
        if (!around.known) return skipped(around.reason);
        if (around.value !== null) return skipped("a container or WSL has a network of its own");
      }
      if (networkAddresses(world).length === 0) return skipped("this machine has no network address");
      const own = (await endpoints()).filter((facts) => isOpenHere(facts, world));
      if (own.length === 0) return ran();
      const sockets = await listeningSockets.of(world);
      if (!sockets.known) return skipped(sockets.reason);
      const everywhere = new Set(sockets.value.flatMap((one) => (one.on === "any" ? [one.port] : [])));
      const byPort = new Map(own.map((facts) => [portOf(facts.baseUrl), facts]));
      return ran(
        [...byPort].flatMap(([port, facts]) =>
          port !== null && everywhere.has(port) ? [finding(facts, port)] : [],
        ),
      );
    },
  },
});

function isOpenHere({ baseUrl, state, key }: EndpointFacts, world: HostWorld): boolean {
  // if a key was sent, it may have been required, unless the product is known
  const open =
    state.status === "ready" && state.auth === "none" && (key.source === "none" || state.kind !== null);
  if (!open || !URL.canParse(baseUrl)) return false;
  const host = bareHost(new URL(baseUrl).hostname);
  return classifyHost(host) === "loopback" || networkAddresses(world).includes(host);
}

function networkAddresses({ host }: HostWorld): readonly string[] {
  return (host.networkAddresses?.() ?? []).filter((address) => classifyHost(address) !== "link-local");
}

function finding({ baseUrl, state, provider, server }: EndpointFacts, port: number): CheckFinding {
  const name = state.product ?? "The model server";
  return {
    message: `${name} on port ${port} listens on every interface and requires no key: anyone who reaches this machine can use it`,
    target: provider?.id ?? baseUrl,
    endpoint: baseUrl,
    evidence: { port, listens: "all interfaces", auth: "none" },
    fixHint: server.hints.closeToNetwork,
  };
}
