import { parseEvidence } from "../../../src/fit/evidence.ts";
import { parseBench } from "./bench.ts";
import { heldOut } from "./held-out.ts";
import { parseModels, parseRanks } from "./load.ts";
import {
  benchesMarkdown,
  contradictionsMarkdown,
  formsMarkdown,
  heldOutMarkdown,
  modelsMarkdown,
  parametersMarkdown,
} from "./markdown.ts";
import { join, strengthJson } from "./strength.ts";

/** The texts of the files that everything is made from. */
export interface Sources {
  /** Of data/evidence, by name. */
  benches: readonly { file: string; text: string }[];
  /** test/fit/evidence/models.json and old-rank.json. */
  models: string;
  oldRank: string;
}

/** data/strength.json, and the blocks of docs/evidence.md by name. */
export function evidence({ benches, models, oldRank }: Sources) {
  const joined = join(
    benches.map(({ file, text }) => parseBench(text, file)),
    parseModels(models),
  );
  const strength = strengthJson(joined);
  const agreement = heldOut(joined, parseRanks(oldRank));
  return {
    ...{ joined, strength, agreement },
    blocks: {
      models: modelsMarkdown(joined),
      parameters: parametersMarkdown(joined),
      forms: formsMarkdown(joined),
      "held-out": heldOutMarkdown(agreement, joined),
      contradictions: contradictionsMarkdown(parseEvidence(strength)),
      benches: benchesMarkdown(joined),
    },
  };
}
