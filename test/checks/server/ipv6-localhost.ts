import { expect } from "vitest";
import type { Cases } from "../support/kit.ts";
import { at, configured, elsewhere, Machine, readyWith, server } from "../support/machine.ts";

const URL_PATH = "models.providers.local.baseUrl";

export const cases: Cases = {
  machines: [
    {
      title: "a server on IPv4 only, asked at ::1",
      machine: () => readyWith(at("[::1]")),
      finds: "error ipv6-localhost",
      more: ({ findings: [finding] }) => {
        const value = finding?.endpoint?.replace("[::1]", "127.0.0.1");
        expect(finding?.fix).toEqual({
          commands: [],
          edits: [{ op: "set", path: URL_PATH, value }],
          safe: true,
        });
      },
      afterwards: [],
      mend: at("localhost"),
    },
    {
      title: "a server on ::1 only",
      machine: () => elsewhere("::1"),
      finds: "error ipv6-localhost",
      says: /::1/,
      later: [
        // localhost leads to both in most hosts files, and the server then answers
        { change: (machine) => at("localhost")(machine.name("localhost", "::1")), finds: null },
        { change: (machine) => machine.name("localhost", "127.0.0.1"), finds: "error ipv6-localhost" },
      ],
    },
    {
      title: "down in both families",
      machine: async () => {
        const { baseUrl, close } = await server();
        await close();
        return configured(new Machine(), { baseUrl });
      },
      finds: "error server-unreachable",
    },
    { title: "localhost", machine: () => readyWith(at("localhost")), finds: null },
  ],
};
