import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import type { ExamResult } from "../../src/core/measured.ts";
import { createFs } from "../../src/io/fs.ts";
import { createHttp } from "../../src/io/http.ts";
import { holdExam } from "../../src/turn/exam/hold.ts";
import { loadExam } from "../../src/turn/exam/load.ts";
import { PLAIN_SHAPE } from "../../src/turn/types.ts";
import { REAL_MODELS, type RealResult } from "../turn/calibration/real.ts";
import { type Llama, MODEL_ID, startLlama } from "./lib/llama.ts";
import { ROOT } from "./lib/paths.ts";
import { scenario } from "./lib/scenario.ts";

/** Where test/real/tools/get-exam-models.sh put the models. */
const FOLDER = process.env["EXAM_MODELS"] ?? "";
const RESULTS = `${ROOT}test/turn/calibration/real.json`;
const PORT = Number(process.env["EXAM_PORT"] ?? 8000);
const CONTEXT = 8_192;
/** Seconds that one exam may take on the two cores of a CI machine. */
const BUDGET = Number(process.env["EXAM_BUDGET"] ?? 1_200);

scenario("the exam of real small models", ["llama", "models"], ({ llama, models }) => {
  let server: Llama | null = null;
  afterEach(async () => {
    await server?.stop();
    server = null;
  });

  for (const { id, file, args, settings } of REAL_MODELS) {
    const path = file === null ? models.plain : `${FOLDER}/${file}`;
    test.skipIf(!existsSync(path))(
      id,
      async () => {
        const size = ["-c", String(CONTEXT), "-np", "1", "--cache-ram", "2048"];
        server = await startLlama({ bin: llama.bin, model: path, port: PORT, args: [...size, ...args] });
        const result = await examine(server.baseUrl, settings ?? {});
        expect(result.requests).toBeGreaterThan(0);
        save(id, result);
      },
      (BUDGET + 120) * 1_000,
    );
  }
});

async function examine(baseUrl: string, extraBody: Record<string, number>): Promise<ExamResult> {
  const http = await createHttp({});
  try {
    const exam = loadExam({ fs: createFs(), chosen: null, ownDir: "/nonexistent", show: (path) => path });
    const target = { baseUrl, route: "chat", model: MODEL_ID, apiKey: null, askContext: null } as const;
    return await holdExam(
      {
        http,
        target: { ...target, shape: { ...PLAIN_SHAPE, extraBody } },
        timeoutMs: 300_000,
        now: () => performance.now(),
      },
      exam,
      { runs: 10, seconds: BUDGET, allocated: CONTEXT },
    );
  } finally {
    await http.close();
  }
}

/** Keeps the results of the other models, so that one can be measured again. */
function save(id: string, { ms, ...exam }: ExamResult): void {
  const old = existsSync(RESULTS)
    ? (JSON.parse(readFileSync(RESULTS, "utf8")) as Record<string, RealResult>)
    : {};
  const made = { ...old, [id]: { date: new Date().toISOString().slice(0, 10), exam } };
  writeFileSync(RESULTS, `${JSON.stringify(made, null, 1)}\n`);
  console.log(id, exam.verdict, `${Math.round(ms / 1000)} s`);
}
