import type { Cases, MachineScenario } from "../support/kit.ts";
import {
  CONFIG,
  KEY,
  type Machine,
  readyWith,
  runFirst,
  runGateway,
  SERVICE,
  UNIT,
} from "../support/machine.ts";

const ENV = { LOCAL_KEY: KEY };
const PLIST = "Library/LaunchAgents/ai.openclaw.gateway.plist";
const FOUND = "warning env-not-in-service";

/** A service that does not have the variable of the config's key, which the shell has. */
const withVariable = (change: (machine: Machine) => unknown = () => undefined) =>
  readyWith(
    (machine) => {
      machine.env = ENV;
      machine.file(UNIT, SERVICE).command("systemctl", "echo PATH=/usr/bin; echo LANG=C");
      return change(machine);
    },
    { apiKey: "${LOCAL_KEY}" },
  );

function setConfig(machine: Machine, more: Record<string, unknown>): Machine {
  const config: object = JSON.parse(machine.read(CONFIG));
  return machine.file(CONFIG, JSON.stringify({ ...config, ...more }), { mode: 0o600 });
}

const has = (title: string, change: (machine: Machine) => unknown): MachineScenario => ({
  title,
  machine: () => withVariable(change),
  finds: null,
});

export const cases: Cases = {
  machines: [
    {
      title: "in the shell only",
      machine: () => withVariable(),
      finds: FOUND,
      says: /LOCAL_KEY/,
      hides: "canary",
      mend: (machine) => machine.file(UNIT, `${SERVICE}Environment=LOCAL_KEY=x\n`),
    },
    {
      title: "the command that is printed",
      machine: () => withVariable(),
      finds: FOUND,
      later: [{ change: async (m) => runFirst(await m.doctor(), { HOME: m.home, ...ENV }), finds: null }],
    },
    has("Environment=", (m) => m.file(UNIT, `${SERVICE}Environment="A=b c" LOCAL_KEY=x\n`)),
    has("EnvironmentFile=", (m) =>
      m.file(UNIT, `${SERVICE}EnvironmentFile=-%h/vars\n`).file("vars", "LOCAL_KEY=x\n", { mode: 0o600 }),
    ),
    has("a drop-in", (m) => m.file(`${UNIT}.d/override.conf`, "[Service]\nEnvironment='LOCAL_KEY=x'\n")),
    has("environment.d", (m) => m.file(".config/environment.d/10.conf", "LOCAL_KEY=x\n")),
    has("the user manager", (m) => m.command("systemctl", "echo LOCAL_KEY=x")),
    has("a systemd that does not answer", (m) => m.command("systemctl", "exit 1")),
    has("the config's own env", (m) => setConfig(m, { env: { vars: { LOCAL_KEY: "x" } } })),
    has("the login shell", (m) => setConfig(m, { env: { shellEnv: { enabled: true } } })),
    {
      title: "what every service manager sets",
      machine: () =>
        readyWith((machine) => {
          machine.file(UNIT, SERVICE).command("systemctl", "echo A=b");
          setConfig(machine, { logging: { file: "${HOME}/openclaw.log" } });
        }),
      finds: null,
    },
    {
      title: "without a service",
      machine: () =>
        readyWith(
          (machine) => {
            machine.env = ENV;
          },
          { apiKey: "${LOCAL_KEY}" },
        ),
      finds: null,
    },
    {
      title: "another config than OpenClaw's",
      machine: () =>
        withVariable((machine) => machine.file("other.json", machine.read(CONFIG), { mode: 0o600 })),
      finds: FOUND,
      later: [{ change: () => undefined, args: ["--config", "other.json"], finds: null }],
    },
    {
      title: "launchd: a plist, and what launchctl hands on",
      machine: () =>
        readyWith(
          (machine) => {
            machine.platform = "darwin";
            machine.env = ENV;
            machine
              .file(PLIST, plist("<key>PATH</key><string>/usr/bin</string>"))
              .command("launchctl", "exit 0");
          },
          { apiKey: { source: "env", provider: "default", id: "LOCAL_KEY" } },
        ),
      finds: FOUND,
      later: [
        { change: (m) => m.command("launchctl", "echo x"), finds: null },
        {
          change: (m) =>
            m
              .command("launchctl", "exit 0")
              .file(".openclaw/service-env/ai.openclaw.gateway.env", "LOCAL_KEY='x'\n", { mode: 0o600 }),
          finds: null,
        },
      ],
    },
    {
      title: "what the process was started with is what counts",
      machine: () =>
        withVariable((m) => m.system(`/proc/${runGateway(m, 60)}/environ`, "LOCAL_KEY=x\0A=b\0")),
      finds: null,
    },
    {
      title: "the user manager has it by now, and the process was started without it",
      machine: () =>
        withVariable((m) =>
          m.command("systemctl", "echo LOCAL_KEY=x").system(`/proc/${runGateway(m, 60)}/environ`, "A=b\0"),
        ),
      finds: FOUND,
    },
  ],
};

function plist(variables: string): string {
  return `<?xml version="1.0"?><plist><dict><key>ProgramArguments</key><array><string>/bin/sh</string></array><key>EnvironmentVariables</key><dict>${variables}</dict></dict></plist>`;
}
