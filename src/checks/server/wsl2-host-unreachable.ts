import { evidence, ran } from "../support/outcome.ts";
import { answeringWay, hostOf, useInstead } from "../support/reach.ts";
import { defineCheck } from "../types.ts";

/** The server runs on Windows, and OpenClaw in WSL 2 asks it at an address that does not lead there. */
export const wsl2HostUnreachable = defineCheck({
  id: "wsl2-host-unreachable",
  title: "The address does not lead from WSL 2 to Windows",
  severity: "error",
  doc: {
    what: "This runs in WSL 2, nothing answers at the base URL, and a model server answers at the address of Windows (the default gateway).",
    why: "With WSL's usual NAT networking 127.0.0.1 is the virtual machine and not Windows, and the address of Windows changes with every start. With mirrored networking it is 127.0.0.1.",
    seen: "http://127.0.0.1:1234/v1 refuses, http://172.22.32.1:1234/v1 answers",
    helps:
      "networkingMode=mirrored below [wsl2] in %USERPROFILE%\\.wslconfig, then wsl --shutdown; 127.0.0.1 then is Windows as well",
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
          : "; this address changes when Windows restarts: networkingMode=mirrored in .wslconfig makes 127.0.0.1 work for good";
      return useInstead(endpoint, way, {
        message: `${hostOf(baseUrl)} does not answer from WSL 2, but a model server answers at ${hostOf(way.baseUrl)}`,
        fixHint: `set baseUrl to ${way.baseUrl}${lasting}`,
        safe: false,
        evidence: evidence({ networking }),
      });
    },
  },
});
