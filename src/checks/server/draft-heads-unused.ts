import { fixOf } from "../../core/finding.ts";
import { aboutModel, evidence, matters, perModel } from "../support/outcome.ts";
import { ProductName, restartCommands } from "../support/product.ts";
import { defineCheck } from "../types.ts";

/** Tokens to draft at a time with one head: what most of the published runs with a gain have. */
const DRAFT_TOKENS = 2;

export const draftHeadsUnused = defineCheck({
  id: "draft-heads-unused",
  title: "The model could draft tokens, and does not",
  severity: "info",
  doc: {
    what: "The files of the model carry heads that predict several tokens at once (MTP, NextN), and the server runs without them. That the heads are there is read from the files on this machine, and that they are not in use from the server's own answer or command line.",
    why: "The model checks the drafts in one step, so that the same answer comes sooner: 40 people measured 33 to 145 % more tokens a second with Qwen3.8 27B on one card (sudoingX/qwen38-mtp). The heads take memory of their own, and gain little where many requests run at once or where experts are in main memory, so measure before and after: `openclaw-local bench`.",
    seen: 'GET /props → default_generation_settings.params["speculative.types"]: "none", and the GGUF file has <arch>.nextn_predict_layers: 1',
    helps: {
      byServer: {
        "openai-compatible": null,
        llamacpp:
          "`llama-server -m MODEL.gguf --spec-type draft-mtp --spec-draft-n-max 2 -np 1`, since build 9180",
        vllm: '`vllm serve MODEL --speculative-config \'{"method":"mtp","num_speculative_tokens":2}\'`',
        sglang: "`python -m sglang.launch_server --model-path MODEL --speculative-algorithm NEXTN`",
        lmstudio: "switch on speculative decoding when you load the model (0.4.14 and newer)",
      },
    },
  },
  server: {
    stage: "tools",
    run: perModel((subject) => {
      const { served } = subject.model;
      const heads = served?.draftHeads;
      if (served?.drafts !== false || heads === undefined || served.loaded === false || !matters(subject))
        return null;
      // vLLM takes a multiple of the heads
      const drafts = heads.count === 1 ? DRAFT_TOKENS : heads.count;
      return aboutModel(subject, null, {
        message: `${ProductName(subject.facts.state)} runs ${subject.model.id} without the heads for drafts that its files have`,
        evidence: evidence({ heads: heads.count, source: heads.source }),
        fixHint:
          "start the server with speculative decoding, and compare `openclaw-local bench` before and after; it takes more memory",
        fix: fixOf({ commands: restartCommands(subject, { drafts }) }),
      });
    }),
  },
});
