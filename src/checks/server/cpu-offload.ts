import { fixOf } from "../../core/finding.ts";
import { tokens } from "../../core/words.ts";
import { contextSizes } from "../support/context.ts";
import { ollamaServe, only } from "../support/helps.ts";
import { aboutModel, evidence, perModel } from "../support/outcome.ts";
import { ProductName, serverPlatform } from "../support/product.ts";
import { defineCheck } from "../types.ts";

/** At this share or more, the rest is rounding and not offload. */
const FULLY_ON_GPU = 0.99;

export const cpuOffload = defineCheck({
  id: "cpu-offload",
  title: "The model does not fit on the GPU",
  severity: "warning",
  doc: {
    what: "The server reports that a part of the loaded model is in system RAM instead of GPU memory. A server without any GPU is not reported.",
    why: "Even a small part on the CPU makes answers several times slower. OpenClaw's first prompt of 13,000 tokens or more then takes minutes and times out.",
    seen: "ollama ps → PROCESSOR 38%/62% CPU/GPU",
    helps: {
      byServer: only("ollama", ollamaServe({ OLLAMA_FLASH_ATTENTION: 1, OLLAMA_KV_CACHE_TYPE: "q8_0" })),
      also: { command: "`openclaw-local recommend`, for a model and context that fit on the GPU" },
    },
  },
  server: {
    stage: "context",
    run: perModel((subject) => {
      const { state, server } = subject.facts;
      const { id, served } = subject.model;
      if (served?.loaded !== true || served.gpuBytes === null || served.sizeBytes === null) return null;
      const share = served.gpuBytes / served.sizeBytes;
      if (!(share < FULLY_ON_GPU)) return null;
      const percent = Math.round(share * 100);
      // nothing is wrong with a machine that has no GPU, and of another machine it is not known
      const idleGpu = served.gpuBytes === 0;
      if (idleGpu && subject.context.memory?.hasGpuFor(subject.facts) !== true) return null;
      const { allocated, configured, fitting, needs } = contextSizes(subject);
      const held = allocated ?? configured;
      const fits = fitting !== null && held !== null && fitting < held ? fitting : null;
      return aboutModel(subject, null, {
        message: idleGpu
          ? `${ProductName(state)} runs ${id} on the CPU alone`
          : `${ProductName(state)} has only ${percent}% of ${id} on the GPU; the rest runs on the CPU`,
        evidence: evidence({
          sizeBytes: served.sizeBytes,
          gpuBytes: served.gpuBytes,
          percent,
          fittingTokens: fits,
        }),
        fixHint: idleGpu
          ? "look into the server's log for why it does not use the GPU: a missing driver, or too little free GPU memory"
          : fits !== null && fits >= needs.minimum
            ? `with a context of ${tokens(fits)} tokens it fits on the GPU; or use a smaller quantization or KV cache`
            : "use a smaller quantization, less context, or a smaller KV cache, or free other GPU memory",
        fix: fixOf({ commands: idleGpu ? [] : server.cacheCommands(state, serverPlatform(subject)) }),
      });
    }),
  },
});
