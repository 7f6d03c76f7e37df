import { evidence, ran } from "../support/outcome.ts";
import { answeringWay, hostOf, useInstead } from "../support/reach.ts";
import { defineCheck } from "../types.ts";

export const wsl2HostUnreachable = defineCheck({
  id: "wsl2-host-unreachable",
  title: "WSL 2 does not reach Windows at this address",
  severity: "error",
  doc: {
    what: "This runs in WSL 2. Nothing answers at the base URL, but a model server answers at the address of Windows (the default gateway).",
    why: "With WSL's default NAT networking, 127.0.0.1 is the virtual machine, not Windows, and the address of Windows changes at every start. With mirrored networking, 127.0.0.1 also reaches Windows.",
    seen: "http://127.0.0.1:1234/v1 refuses, http://172.22.32.1:1234/v1 answers",
    helps: {
      always: {
        Windows:
          "`networkingMode=mirrored` under `[wsl2]` in `%USERPROFILE%\\.wslconfig`, then `wsl --shutdown`",
      },
      because: "127.0.0.1 then reaches all of Windows",
    },
  },
  server: {
    stage: "reachable",
    after: ["redirected", "ipv6-localhost", "server-bound-loopback"],
    run(endpoint) {
      const { reach, baseUrl } = endpoint.facts;
      // the gateway is tried from containers and from WSL 2 only
      const way = reach?.container === null ? answeringWay(endpoint, ["gateway"]) : null;
      if (way === null) return ran();
      const networking = reach?.wslNetworking;
      const lasting =
        networking === "mirrored"
          ? ""
          : "; this address changes when Windows restarts: networkingMode=mirrored in .wslconfig makes 127.0.0.1 work permanently";
      return useInstead(endpoint, way, {
        message: `${hostOf(baseUrl)} does not answer from WSL 2, but a model server answers at ${hostOf(way.baseUrl)}`,
        fixHint: `set baseUrl to ${way.baseUrl}${lasting}`,
        safe: false,
        evidence: evidence({ networking }),
      });
    },
  },
});
