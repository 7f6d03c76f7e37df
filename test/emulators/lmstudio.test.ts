import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { asArray, getIn, getKey, isObject, type Json, parseJson } from "../../src/core/json.ts";
import { lmstudio } from "../../src/servers/lmstudio.ts";
import { makeModel } from "../../src/servers/shared/rows.ts";
import { server } from "../init/states.ts";
import { startLmStudio } from "./lmstudio.ts";
import { type Field, LOAD_V1, LOADED_V1, ROW_V0, ROW_V1, UNLOAD_V1 } from "./lmstudio-docs.ts";

// LM Studio cannot be had without its desktop program, so nothing of it is recorded: it is emulated. What the emulator
// sends is compared with the documentation and with the types of the vendor's SDK (lmstudio-sdk.json).

const SDK = parseJson(readFileSync(new URL("./lmstudio-sdk.json", import.meta.url), "utf8"));

const models = [
  { key: "llm", instances: [{ id: "llm", context: 65_536 }] },
  { key: "seer", type: "vlm" as const },
  { key: "embedder", type: "embedding" as const, instances: [{ id: "embedder", context: 2_048 }] },
];

/** What is wrong with a row. */
function faults(row: Json, fields: Readonly<Record<string, Field>>): string[] {
  const seen = new Map<string, Json>();
  collect(row, "", seen);
  const embedding = getKey(row, "type") === "embedding";
  const unknown = [...seen.keys()].filter((path) => fields[path] === undefined);
  const wrong = Object.entries(fields).flatMap(([path, { types, when }]) => {
    const value = seen.get(path);
    if (value !== undefined && when === "llm" && embedding) return [`${path} is not for embedding models`];
    if (value !== undefined)
      return types.some((type) => type === typeOf(value)) ? [] : [`${path}: ${typeOf(value)}`];
    const parent = path.includes(".") ? seen.get(path.slice(0, path.lastIndexOf("."))) : row;
    const expected = when === undefined || (when === "llm" && !embedding);
    const inside = isObject(parent);
    return expected && inside ? [`${path} is missing`] : [];
  });
  return [...unknown.map((path) => `${path} is not documented`), ...wrong];
}

/** Fields by their path; those of the members of an array stand under the path of the array. */
function collect(value: Json, at: string, seen: Map<string, Json>): void {
  if (at !== "") seen.set(at, value);
  if (Array.isArray(value)) for (const item of value) collectFields(item, at, seen);
  else collectFields(value, at, seen);
}

function collectFields(value: Json, at: string, seen: Map<string, Json>): void {
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) collect(item, at === "" ? key : `${at}.${key}`, seen);
}

function typeOf(value: Json): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

describe("LM Studio is emulated as it is documented", () => {
  const running = startLmStudio({ models });
  const old = startLmStudio({ models, rest: "v0" });
  afterAll(async () => {
    await (await running).close();
    await (await old).close();
  });
  const rows = async (origin: string, path: string, key: string) =>
    asArray(getKey(parseJson(await (await fetch(origin + path)).text()), key));

  test("the rows of GET /api/v1/models", async () => {
    const list = await rows((await running).origin, "/api/v1/models", "models");
    expect(list).toHaveLength(3);
    expect(list.map((row) => faults(row, ROW_V1))).toEqual([[], [], []]);
  });

  test("the rows of GET /api/v0/models", async () => {
    const list = await rows((await old).origin, "/api/v0/models", "data");
    expect(list).toHaveLength(3);
    expect(list.map((row) => faults(row, ROW_V0))).toEqual([[], [], []]);
  });

  test("a load, its reply and an unload, and what our own requests send", async () => {
    const { origin } = await running;
    const post = async (path: string, body: object) => {
      const reply = await fetch(`${origin}/api/v1/models/${path}`, {
        method: "POST",
        body: JSON.stringify(body),
      });
      return parseJson(await reply.text()) ?? null;
    };
    const { loading } = lmstudio;
    const request = loading?.load(makeModel("llm"), 65_536, server(origin, { responsesApi: true }));
    const unload = loading?.unload?.("llm:2");
    if (!request || !unload) throw new Error("LM Studio loads over HTTP");
    expect([faults(request.body, LOAD_V1), faults(unload.body, UNLOAD_V1)]).toEqual([[], []]);
    const loaded = await post("load", request.body);
    expect([getKey(loaded, "instance_id"), faults(loaded, LOADED_V1)]).toEqual(["llm:2", []]);
    const unloaded = await post("unload", unload.body);
    expect([getKey(unloaded, "instance_id"), faults(unloaded, UNLOAD_V1)]).toEqual(["llm:2", []]);
    expect(getIn(await post("unload", unload.body), ["error", "type"])).toBe("model_not_found");
  });

  test("a field of a wrong type, one too few and one too many are noticed", async () => {
    const [row] = await rows((await running).origin, "/api/v1/models", "models");
    if (!isObject(row)) throw new Error("no row");
    const { key: _, ...rest } = row;
    expect(faults({ ...rest, size_bytes: "big", made_up: 1 }, ROW_V1)).toEqual([
      "made_up is not documented",
      "key is missing",
      "size_bytes: string",
    ]);
  });

  const withSdk = Object.entries({ ...ROW_V1, ...LOAD_V1, ...LOADED_V1 }).flatMap(([path, field]) =>
    field.sdk ? [[path, field.sdk, field] as const] : [],
  );

  test.each(withSdk)("%s has the type of the SDK's %s", (_path, sdk, field) => {
    const [type = "", name = ""] = sdk.split(".");
    const members = getIn(SDK, ["types", type]);
    const said = getKey(members, name) ?? getKey(members, `${name}?`);
    if (typeof said !== "string") throw new Error(`the SDK has no ${sdk}`);
    const plain = { Quantization: "object", ModelCompatibilityType: "string" }[said] ?? said;
    expect(field.types).toContain(plain);
  });
});
