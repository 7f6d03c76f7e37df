import { expect, test } from "vitest";
import { closing } from "../support/track.ts";
import { configOf, Machine, routes, silentServer } from "./support/machine.ts";

const CONFIG = ".openclaw/openclaw.json";
const GATEWAY = "127.0.0.9";
/** Nothing listens there. */
const NOBODY = "http://127.0.0.1:1/v1";
const HERE = ["connect 127.0.0.1", "connect ::1", "connect [::1]", "connect localhost"];

interface World {
  title: string;
  set(machine: Machine): unknown;
  /** What may be asked besides this machine when a server refuses. */
  also: string[];
}

/** A name that the system knows leads to GATEWAY, like the default gateway, so that no test leaves this machine. */
const named = (machine: Machine, name: string) => machine.name(name, GATEWAY);

const WORLDS: World[] = [
  { title: "a plain host", set: () => undefined, also: [] },
  {
    title: "Docker that does not know its host",
    set: (machine) => machine.system("/.dockerenv", ""),
    also: ["lookup host.docker.internal"],
  },
  {
    title: "Docker that knows it",
    set: (machine) => named(machine.system("/.dockerenv", ""), "host.docker.internal"),
    also: ["lookup host.docker.internal", `connect ${GATEWAY}`, "connect host.docker.internal"],
  },
  {
    title: "Podman",
    set: (machine) => named(machine.system("/run/.containerenv", ""), "host.containers.internal"),
    also: [
      ...["lookup host.containers.internal", "lookup host.docker.internal"],
      ...[`connect ${GATEWAY}`, "connect host.containers.internal"],
    ],
  },
  {
    title: "Kubernetes",
    set: (machine) => {
      machine.env["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
      named(machine, "host.docker.internal");
    },
    also: [],
  },
  {
    title: "another container",
    set: (machine) => {
      machine.env["container"] = "lxc";
      named(machine, "host.docker.internal");
    },
    also: [],
  },
  {
    title: "WSL 2",
    set: (machine) =>
      machine
        .system("/proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2")
        .system("/proc/version", "WSL2"),
    also: [`connect ${GATEWAY}`],
  },
];

function machineIn({ set }: World, baseUrl: string): Machine {
  const machine = new Machine()
    .system("/proc/net/route", routes(GATEWAY))
    .file(CONFIG, configOf({ baseUrl }), { mode: 0o600 });
  set(machine);
  return machine;
}

const strangers = (traffic: string[], also: string[]) =>
  traffic.filter((one) => ![...HERE, "lookup localhost", "lookup 127.0.0.1", ...also].includes(one));

test.concurrent.each(WORLDS)(
  "no command asks a host that nobody named: $title",
  async (world) => {
    const machine = machineIn(world, NOBODY);
    for (const args of [
      ["doctor", "--json", "--timeout", "700"],
      ["doctor", "--json", "--deep", "--fix", "--yes", "--timeout", "700"],
      ["init", "--yes", "--dry-run", "--timeout", "300"],
      ["init", "--yes", "--endpoint", NOBODY, "--timeout", "300"],
      ["scan", "--timeout", "300"],
      ["scan", "--endpoint", NOBODY, "--timeout", "300"],
    ]) {
      const { traffic } = await machine.executable(args);
      expect(traffic.length, args[0]).toBeGreaterThan(0);
      // init ends with the report of doctor, where a server is found
      expect(strangers(traffic, args[0] === "scan" ? [] : world.also), args.join(" ")).toEqual([]);
    }
  },
  90_000,
);

test.concurrent.each(WORLDS)(
  "a server that is slow is asked alone: $title",
  (world) =>
    closing(async () => {
      const { baseUrl } = await silentServer();
      const args = ["doctor", "--json", "--timeout", "900"];
      const { traffic } = await machineIn(world, baseUrl).executable(args);
      expect(traffic).toContain("connect 127.0.0.1");
      expect(strangers(traffic, [])).toEqual([]);
    }),
  60_000,
);

test("the other commands open no connection at all", async () => {
  const [world] = WORLDS;
  if (world === undefined) throw new Error("no world");
  const machine = machineIn(world, NOBODY);
  const alone = [
    ["lint"],
    ["explain"],
    ["templates"],
    ["hardware"],
    ["recommend"],
    ["restore"],
    ["completion", "bash"],
  ];
  for (const args of alone) expect((await machine.executable(args)).traffic, args[0]).toEqual([]);
  // its server is its own
  expect(strangers((await machine.executable(["demo"])).traffic, [])).toEqual([]);
}, 60_000);
