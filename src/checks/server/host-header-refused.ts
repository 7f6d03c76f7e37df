import { ollamaServe, only } from "../support/helps.ts";
import { aboutEndpoint, evidence, perEndpoint } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { hostOf } from "../support/reach.ts";
import { defineCheck } from "../types.ts";

export const hostHeaderRefused = defineCheck({
  id: "host-header-refused",
  title: "The server refuses the host name",
  severity: "error",
  doc: {
    what: "The server answers only requests for host names that it trusts, and refuses the one in the base URL. The key is not the reason.",
    why: "Servers check the Host header as protection against DNS rebinding. OpenClaw reports a 403 like a wrong key.",
    seen: "GET http://192.168.1.20:1337/v1/models → 403 Invalid host header",
    helps: {
      byServer: only(
        "ollama",
        (sample) =>
          `${ollamaServe({ OLLAMA_HOST: "0.0.0.0" })(sample)}: on loopback it refuses foreign names, and this opens it to the network`,
      ),
      also: {
        Jan: "Settings, Local API Server, “Trusted Hosts”: add the host of `baseUrl`",
        "text-generation-webui": "`--listen`",
        nginx: "`proxy_set_header Host localhost:11434;`, with the port of the server",
        Starlette: '`TrustedHostMiddleware(allowed_hosts=["gpubox"])`',
        "OpenClaw config": "`models.providers.<id>.baseUrl`, with an address that the server trusts",
      },
    },
  },
  server: {
    stage: "reachable",
    run: perEndpoint((endpoint) => {
      const { state, baseUrl } = endpoint.facts;
      if (state.refusal?.by !== "host") return null;
      const { status, said } = state.refusal;
      return aboutEndpoint(endpoint, "baseUrl", {
        message: `${ProductName(state)} at ${baseUrl} refuses this host name, not the key (${status}${said === "" ? "" : ` “${said}”`})`,
        evidence: evidence({ httpStatus: status, serverSaid: said || undefined }),
        fixHint: `add ${hostOf(baseUrl)} to the hosts that the server trusts (Jan: Settings, Local API Server, Trusted Hosts), let a proxy in front send a Host that it trusts, or use such an address in baseUrl`,
      });
    }),
  },
});
