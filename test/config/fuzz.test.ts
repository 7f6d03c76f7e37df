import JSON5 from "json5";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { checkEdit, randomDocument, randomOp } from "./fuzz-edit.ts";
import { checkList } from "./fuzz-list.ts";
import { compareWithJson5, randomText } from "./fuzz-scan.ts";
import { Random } from "./random.ts";

/** `npm run fuzz` is a long run with a new seed; `FUZZ_SEED=7 npm run fuzz` repeats one. */
const LONG = process.env["FUZZ_INPUTS"];
const INPUTS = Number(LONG ?? 10_000);
const SEED = Number(process.env["FUZZ_SEED"] ?? (LONG === undefined ? 20_261_120 : Date.now() % 2 ** 32));
const EDITS = Math.max(2_500, INPUTS / 20);
const LISTS = EDITS / 5;
const LIMIT = 60_000 + INPUTS * 20;

/** Reports the progress of a long run. */
function tell(line: string): void {
  if (LONG !== undefined) process.stdout.write(`seed ${SEED}, ${line}\n`);
}

beforeAll(() => {
  // json5 warns about U+2028 in strings.
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterAll(() => {
  vi.restoreAllMocks();
});

describe(`random inputs (seed ${SEED})`, () => {
  it(
    `reads ${INPUTS} token strings, documents and damaged real configs exactly as json5 does`,
    () => {
      const random = new Random(SEED);
      const count = { valid: 0, invalid: 0 };
      for (let i = 0; i < INPUTS; i += 1) {
        const text = randomText(random);
        const { difference, valid } = compareWithJson5(text);
        count[valid ? "valid" : "invalid"] += 1;
        if (difference !== null) {
          expect.fail(`seed ${SEED}, input ${i}: ${difference}: ${JSON.stringify(text)}`);
        }
      }
      // Agreement on rejections alone would prove little.
      expect(count.valid).toBeGreaterThan(INPUTS / 5);
      tell(`inputs: ${JSON.stringify(count)}`);
    },
    LIMIT,
  );

  it(
    `makes ${EDITS} edits of commented documents without a wrong value, a lost comment or a moved byte`,
    () => {
      const random = new Random(SEED + 1);
      let edits = 0;
      let documents = 0;
      let changed = 0;
      while (edits < EDITS) {
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
      tell(`edits: ${edits} on ${documents} documents, ${changed} changed`);
    },
    LIMIT,
  );

  it(
    `makes ${LISTS} lists of edits without a wrong value, a lost comment or a moved byte`,
    () => {
      const random = new Random(SEED + 2);
      let edits = 0;
      for (let list = 0; list < LISTS; list += 1) {
        const made = checkList(random);
        if (made.fault !== null) expect.fail(`seed ${SEED}, list ${list}: ${made.fault}`);
        edits += made.edits;
      }
      expect(edits).toBeGreaterThan(LISTS * 2);
      tell(`lists: ${LISTS} of ${edits} edits`);
    },
    LIMIT,
  );
});
