import JSON5 from "json5";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { compareBatches } from "./fuzz-batch.ts";
import { checkEdit, randomDocument, randomOp } from "./fuzz-edit.ts";
import { compareWithJson5, mutate, randomTokens } from "./fuzz-scan.ts";
import { Random } from "./random.ts";

/** `FUZZ_INPUTS=200000 FUZZ_SEED=7 vitest run test/config/fuzz.test.ts` for a long run. */
const INPUTS = Number(process.env["FUZZ_INPUTS"] ?? 10_000);
const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_120);
const LIMIT = 60_000 + INPUTS * 20;

beforeAll(() => {
  // json5 writes about U+2028 in strings.
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterAll(() => {
  vi.restoreAllMocks();
});

describe(`random inputs (seed ${SEED})`, () => {
  it(
    `reads ${INPUTS} token strings and damaged documents exactly as json5 does`,
    () => {
      const random = new Random(SEED);
      const count = { valid: 0, invalid: 0 };
      for (let i = 0; i < INPUTS; i += 1) {
        const text = i % 2 === 0 ? randomTokens(random) : mutate(random, randomDocument(random));
        const { difference, valid } = compareWithJson5(text);
        count[valid ? "valid" : "invalid"] += 1;
        if (difference !== null) {
          expect.fail(`seed ${SEED}, input ${i}: ${difference}: ${JSON.stringify(text)}`);
        }
      }
      // An agreement on nothing but rejections would prove little.
      expect(count.valid).toBeGreaterThan(INPUTS / 20);
      if (process.env["FUZZ_INPUTS"]) process.stdout.write(`inputs: ${JSON.stringify(count)}\n`);
    },
    LIMIT,
  );

  it(
    `makes ${INPUTS / 4} edits of commented documents without a wrong value, a lost comment or a moved byte`,
    () => {
      const random = new Random(SEED + 1);
      let edits = 0;
      let documents = 0;
      let changed = 0;
      while (edits < INPUTS / 4) {
        let text = randomDocument(random);
        documents += 1;
        for (let i = 1 + random.int(6); i > 0; i -= 1) {
          const value: Json = JSON5.parse(text);
          const op = randomOp(random, value);
          if (op === null) break;
          const { fault, after } = checkEdit(text, op);
          if (fault !== null) {
            const shown = `${JSON.stringify(text)} -> ${JSON.stringify(after)}`;
            expect.fail(`seed ${SEED}, edit ${edits}: ${fault}: ${JSON.stringify(op)} on ${shown}`);
          }
          edits += 1;
          if (after !== text) changed += 1;
          text = after;
        }
      }
      expect(changed).toBeGreaterThan(edits / 2);
      if (process.env["FUZZ_INPUTS"])
        process.stdout.write(`edits: ${edits} on ${documents} documents, ${changed} changed\n`);
    },
    LIMIT,
  );

  it(
    `makes ${INPUTS / 20} lists of edits at once exactly as one after the other`,
    () => {
      const random = new Random(SEED + 2);
      const count = { lists: 0, edits: 0, batches: 0, together: 0 };
      while (count.lists < INPUTS / 20) {
        const { difference, batches, together, edits } = compareBatches(random);
        if (difference !== null) expect.fail(`seed ${SEED}, list ${count.lists}: ${difference}`);
        count.lists += 1;
        count.edits += edits;
        count.batches += batches;
        count.together += together;
      }
      // A comparison of what was never made at once would prove nothing; most random documents have no clear style.
      expect(count.together).toBeGreaterThan(count.edits / 20);
      if (process.env["FUZZ_INPUTS"]) process.stdout.write(`batches: ${JSON.stringify(count)}\n`);
    },
    LIMIT,
  );
});
