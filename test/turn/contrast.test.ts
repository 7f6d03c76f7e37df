import { describe, expect, test } from "vitest";
import { vllm } from "../emulators/index.ts";
import { doctorHere } from "../support/doctor.ts";
import { configFor, MODEL, start } from "./support.ts";

const models = [{ id: MODEL }];

/** A refusal that says nothing of its cause. */
const ODD = { status: 400, says: "Something went wrong" };

describe("a failure that does not come back", () => {
  // the number of the inference that fails: small, answer, tools, follow-up, two-calls
  test.each([1, 2, 3, 4, 5])(
    "inference %i of a healthy server is refused once: nothing is found",
    async (at) => {
      const server = await start(vllm({ models, hiccups: { ...ODD, at: [at] } }));
      const seen = await doctorHere(["--deep", "--config", configFor(server)]);
      expect(seen.findings).toEqual([]);
      expect(seen.report.endpoints?.[0]?.verdicts).toMatchObject({ answers: "pass", tools: "pass" });
    },
  );

  test.each([500, 502])("status %i once: nothing is found", async (status) => {
    for (const at of [1, 2, 3, 4]) {
      const server = await start(vllm({ models, hiccups: { status, says: "engine error", at: [at] } }));
      expect((await doctorHere(["--deep", "--config", configFor(server)])).findings).toEqual([]);
    }
  });
});

describe("a failure that stays", () => {
  test("a form of the request that passes by chance is no cure", async () => {
    // refused, refused in the first other form, passes in the second, and is refused again in another way
    const server = await start(
      vllm({ models, refuses: ["two-users"], hiccups: { status: 429, says: "busy", at: [4] } }),
    );
    const seen = await doctorHere(["--deep", "--config", configFor(server)]);
    expect(seen.findings.flatMap(({ fix }) => fix?.edits ?? [])).toEqual([]);
  });

  test("every second inference is refused, as by a gateway in front of two servers: nothing is a cure", async () => {
    for (const rest of [0, 1]) {
      const at = Array.from({ length: 40 }, (_, index) => index + 1).filter((n) => n % 2 === rest);
      const server = await start(vllm({ models, hiccups: { ...ODD, at } }));
      const seen = await doctorHere(["--deep", "--config", configFor(server)]);
      expect(seen.findings.flatMap(({ fix }) => fix?.edits ?? [])).toEqual([]);
    }
  });

  test("the same request follows the form that passed, twice", async () => {
    const server = await start(vllm({ models, refuses: ["parts"] }));
    const seen = await doctorHere(["--deep", "--config", configFor(server)]);
    expect(seen.findings.map(({ checkId }) => checkId)).toEqual(["string-content-required"]);
    const contents = server.requests
      .filter(({ method }) => method === "POST")
      .map(({ body }) => Array.isArray(JSON.parse(body).messages.at(-1).content));
    expect(contents).toEqual([true, false, true, true]);
  });
});
