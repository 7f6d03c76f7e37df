import { fixOf } from "../../core/finding.ts";
import { type OllamaService, ollamaService } from "../../machine/facts/ollama-service.ts";
import { wsl } from "../../machine/facts/wsl.ts";
import { ran, skipped } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

/** This many short boots in a row, each followed immediately by the next, are a loop. */
const LOOP_BOOTS = 4;
/** In ms. */
const SHORT_MS = 10 * 60_000;
const AT_ONCE_MS = 60_000;

export const wsl2OllamaCrashLoop = defineCheck({
  id: "wsl2-ollama-crash-loop",
  title: "Ollama's service keeps restarting WSL 2",
  severity: "warning",
  doc: {
    what: "This is WSL 2 with CUDA, `ollama.service` starts at boot and has `Restart=always`, and the last four boots followed each other immediately.",
    why: "While it loads a model, Ollama pins memory that Windows cannot reclaim. Windows then ends the virtual machine, systemd starts Ollama again, and so on. The service alone is not reported.",
    seen: "systemctl is-enabled ollama → enabled, and four boots within minutes",
    helps: "`sudo systemctl disable --now ollama`, and `ollama serve` when it is needed",
  },
  machine: {
    async run(world) {
      const generation = await wsl.of(world);
      if (!generation.known || generation.value !== 2) return skipped("this is not WSL 2");
      const found = await ollamaService.of(world);
      if (!found.known) return skipped(found.reason);
      if (found.value === null) return skipped("Ollama is not a service here");
      const { autostarts, cuda, boots } = found.value;
      if (!autostarts || !cuda) return ran();
      if (boots === null) return skipped("the journal does not list the boots of the machine");
      if (!isLoop(boots)) return ran();
      return ran({
        message: `WSL 2 has started ${LOOP_BOOTS} times in a row within minutes, with an Ollama service that starts by itself and loads onto the GPU`,
        target: "ollama.service",
        evidence: { boots: LOOP_BOOTS, restart: "always" },
        fixHint:
          "keep the service from starting by itself, and set autoMemoryReclaim=disabled under [experimental] in .wslconfig",
        fix: fixOf({ commands: ["sudo systemctl disable --now ollama"] }),
      });
    },
  },
});

function isLoop(boots: NonNullable<OllamaService["boots"]>): boolean {
  const last = boots.slice(-LOOP_BOOTS);
  if (last.length < LOOP_BOOTS) return false;
  return last.slice(0, -1).every((boot, i) => {
    const next = last[i + 1];
    const gap = (next?.firstMs ?? Number.POSITIVE_INFINITY) - boot.lastMs;
    return boot.lastMs - boot.firstMs < SHORT_MS && gap >= 0 && gap < AT_ONCE_MS;
  });
}
