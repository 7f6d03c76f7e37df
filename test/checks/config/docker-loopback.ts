import { expect } from "vitest";
import { atUrl, type Cases, carriesKey, type Emulator, MODELS } from "../support/kit.ts";
import {
  at,
  configured,
  elsewhere,
  forward,
  Machine,
  readyWith,
  routes,
  server,
} from "../support/machine.ts";

const DOCKER = { target: "docker", localOnly: false } as const;

const inContainer = (machine: Machine) => machine.system("/.dockerenv", "");
/** The servers of the two scenarios that check the requests sent. */
let guarded: Emulator | undefined;
let slow: Emulator | undefined;

export const cases: Cases = {
  failing: [
    { text: atUrl('«"http://127.0.0.1:8000/v1"'), settings: DOCKER },
    { text: atUrl('«"http://localhost:1234/v1"', "", "lmstudio"), settings: DOCKER },
    { text: atUrl('«"http://[::1]:8000/v1"'), settings: DOCKER },
    // no base URL: OpenClaw uses the plugin's default, which is also loopback
    { text: `{ models: { providers: { «lmstudio: { apiKey: "lmstudio", ${MODELS} } } } }`, settings: DOCKER },
  ],
  passing: [
    atUrl('"http://127.0.0.1:8000/v1"'),
    { text: atUrl('"http://127.0.0.1:8000/v1"'), settings: { target: "host", localOnly: false } },
    { text: atUrl('"http://host.docker.internal:8000/v1"'), settings: DOCKER },
    { text: atUrl('"http://192.168.1.20:8000/v1"'), settings: DOCKER },
    { text: atUrl('"${LLM_URL}"'), settings: DOCKER },
  ],
  machines: [
    {
      title: "the server answers at host.docker.internal",
      machine: async () =>
        inContainer(await elsewhere()).name("host.docker.internal", "127.0.0.2", "192.168.65.254"),
      finds: "error docker-loopback",
      says: /host\.docker\.internal/,
      afterwards: [],
      mend: at("host.docker.internal"),
    },
    {
      title: "a key belongs to the configured address only",
      machine: async () => {
        guarded = await server();
        const port = await forward("127.0.0.2", guarded.port);
        const baseUrl = `http://127.0.0.1:${port}/v1`;
        return configured(inContainer(new Machine()), { baseUrl, apiKey: "sk-local" }).name(
          ...(["host.docker.internal", "127.0.0.2", "192.168.65.254"] as const),
        );
      },
      finds: "error docker-loopback",
      more: () => expect(guarded?.requests.filter(carriesKey)).toEqual([]),
    },
    {
      title: "the host's name is not known: it is named, and neither it nor the gateway is asked",
      machine: async () =>
        inContainer(await elsewhere("127.0.0.2", "localhost")).system("/proc/net/route", routes("127.0.0.2")),
      finds: "error server-unreachable",
      hint: /on the container's host: http:\/\/host\.docker\.internal:\d+\/v1 \(not tried/,
    },
    {
      title: "the container's own server is slow: nothing else is asked",
      machine: async () => {
        slow = await server({ latencyMs: 400 });
        return configured(inContainer(new Machine()), { baseUrl: slow.baseUrl }).name(
          ...(["host.docker.internal", "127.0.0.1", "192.168.65.254"] as const),
        );
      },
      args: ["--timeout", "6000"],
      finds: null,
      more: () =>
        expect(slow?.requests.map(({ headers }) => headers["host"])).not.toContainEqual(
          expect.stringMatching(/^host\.docker\.internal/),
        ),
    },
    {
      title: "in Kubernetes 127.0.0.1 is the pod, and there is no host to name",
      machine: async () => {
        const machine = configured(new Machine(), { baseUrl: "http://127.0.0.1:1/v1" });
        machine.env["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
        return machine;
      },
      finds: "error server-unreachable",
      hint: /in this container/,
    },
    { title: "the container's own server answers", machine: () => readyWith(inContainer), finds: null },
    {
      title: "outside a container",
      machine: async () => (await elsewhere()).name("host.docker.internal", "127.0.0.2"),
      finds: "error server-unreachable",
    },
  ],
};
