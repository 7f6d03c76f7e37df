import { expect } from "vitest";
import type { Cases, MachineScenario } from "../support/kit.ts";
import {
  configured,
  Machine,
  proxy,
  readyWith,
  runFirst,
  SERVICE,
  server,
  UNIT,
} from "../support/machine.ts";

const DEAD = "http://127.0.0.1:9";
const FOUND = "error proxy-env-hijack";
const KEY = "sk-lm-local";

const withEnv = (env: Record<string, string>) => () =>
  readyWith((machine) => {
    machine.env = env;
  });
const silent = (title: string, env: Record<string, string>): MachineScenario => ({
  title,
  machine: withEnv(env),
  finds: null,
});
const dotenv = (text: string) => (machine: Machine) => machine.file(".openclaw/.env", text, { mode: 0o600 });
const unit = (lines: string) => (machine: Machine) => machine.file(UNIT, `${SERVICE}${lines}\n`);

export const cases: Cases = {
  machines: [
    {
      title: "a dead proxy",
      machine: withEnv({ HTTP_PROXY: DEAD }),
      finds: FOUND,
      says: /HTTP_PROXY/,
      commands: /NO_PROXY=/,
      mend: (machine) => {
        machine.env = { ...machine.env, NO_PROXY: "localhost,127.0.0.1" };
      },
    },
    {
      title: "a proxy that refuses",
      machine: () =>
        readyWith(async (machine) => {
          const squid = await proxy(true);
          machine.env = { http_proxy: squid.url.replace("://", "://user:pa55-w0rd@") };
          refusing = squid;
        }),
      finds: FOUND,
      hides: "pa55",
      more: ({ report }) => {
        const { host } = new URL(report.endpoints?.[0]?.baseUrl ?? "");
        expect(refusing?.asked).toEqual([`CONNECT ${host}`]);
      },
    },
    {
      title: "one in OpenClaw's .env",
      machine: () => readyWith(dotenv(`HTTP_PROXY=${DEAD}\n`)),
      finds: FOUND,
      mend: dotenv(`HTTP_PROXY=${DEAD}\nNO_PROXY=localhost,127.0.0.1\n`),
    },
    {
      title: "an existing NO_PROXY keeps its entries",
      machine: withEnv({ HTTP_PROXY: DEAD, NO_PROXY: "canary.example" }),
      finds: FOUND,
      hides: "canary",
      hint: /the existing NO_PROXY/,
      later: [
        {
          change: async (machine) => {
            const said = runFirst(await machine.doctor(), machine.env, '; printf %s "$NO_PROXY"');
            expect(said).toBe("canary.example,127.0.0.1,localhost,::1,host.docker.internal");
            machine.env = { ...machine.env, NO_PROXY: said };
          },
          finds: null,
        },
      ],
    },
    {
      title: "a proxy that delivers, and never sees the key",
      machine: async () => {
        const { baseUrl } = await server({ apiKey: KEY });
        const good = await proxy(false);
        const machine = configured(new Machine(), { baseUrl, apiKey: KEY });
        machine.env = { HTTP_PROXY: good.url };
        delivering = good;
        return machine;
      },
      finds: null,
      more() {
        expect(delivering?.asked).toHaveLength(1);
        expect(delivering?.headers.join("\n")).not.toContain(KEY);
      },
    },
    ...["127.0.0.1", "*", "localhost, 127.0.0.0/8", "127.0.*"].map((list) =>
      silent(`NO_PROXY is ${list}`, { HTTP_PROXY: DEAD, NO_PROXY: list }),
    ),
    silent("ALL_PROXY", { ALL_PROXY: DEAD }),
    silent("a blank http_proxy", { http_proxy: "", HTTP_PROXY: DEAD }),
    silent("no HTTP proxy", { HTTP_PROXY: "socks5://127.0.0.1:9" }),
    {
      title: "a proxy of the provider's own",
      machine: () =>
        readyWith(
          (machine) => {
            machine.env = { HTTP_PROXY: DEAD };
          },
          { provider: { request: { proxy: { mode: "env-proxy" } } } },
        ),
      finds: null,
    },
    {
      title: "the service's environment",
      machine: () => readyWith(unit(`Environment="HTTP_PROXY=${DEAD}" A=b`)),
      finds: FOUND,
      says: /service/,
      mend: unit(`Environment=HTTP_PROXY=${DEAD}\nEnvironment=NO_PROXY=127.0.0.1`),
    },
    {
      title: "a shell next to a service without one",
      machine: () =>
        readyWith((machine) => {
          unit("Environment=A=b")(machine);
          machine.env = { HTTP_PROXY: DEAD };
        }),
      finds: "warning proxy-env-hijack",
    },
    {
      title: "a server that is down is that",
      machine: async () => {
        const { baseUrl, close } = await server();
        await close();
        const machine = configured(new Machine(), { baseUrl });
        machine.env = { HTTP_PROXY: DEAD };
        return machine;
      },
      finds: "error server-unreachable",
    },
  ],
};

/** The proxies of the two scenarios that look at what was sent. */
let refusing: { asked: string[] } | undefined;
let delivering: { asked: string[]; headers: string[] } | undefined;
