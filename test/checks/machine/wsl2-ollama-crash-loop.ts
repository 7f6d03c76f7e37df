import type { Cases } from "../support/kit.ts";
import { type Machine, readyWith, WSL2 } from "../support/machine.ts";

const UNIT = "/etc/systemd/system/ollama.service";

/** The journal's starts of the machine, two minutes long and so many seconds apart. */
function boots(gapSeconds: number): string {
  const stamp = (s: number) =>
    new Date(Date.UTC(2026, 10, 28, 12) + s * 1000).toISOString().slice(0, 19).replace("T", " ");
  const lines = [0, 1, 2, 3].map((i) => {
    const from = i * (120 + gapSeconds);
    return `${i - 3} abc${i} Sat ${stamp(from)} UTC Sat ${stamp(from + 120)} UTC`;
  });
  return `/bin/cat <<'END'\n${lines.join("\n")}\nEND`;
}

const inWsl = (change: (machine: Machine) => unknown = () => undefined) =>
  readyWith((machine) => {
    machine
      .system("/proc/version", WSL2)
      .system(UNIT, "[Service]\nRestart=always\n")
      .system("/etc/systemd/system/default.target.wants/ollama.service", "")
      .system("/usr/lib/wsl/lib/libcuda.so.1", "")
      .command("journalctl", boots(5));
    change(machine);
  });

export const cases: Cases = {
  machines: [
    {
      title: "four short starts in a row",
      machine: () => inWsl(),
      finds: "warning wsl2-ollama-crash-loop",
      mend: (machine) => machine.command("journalctl", boots(600)),
    },
    {
      title: "without the journal",
      machine: () => inWsl((m) => m.command("journalctl", "exit 1")),
      finds: null,
    },
    {
      title: "without Restart=always",
      machine: () => inWsl((m) => m.system(UNIT, "[Service]\nRestart=no\n")),
      finds: null,
    },
  ],
};
