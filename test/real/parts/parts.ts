import { getAimock } from "../products/aimock.ts";
import { getMlxLm } from "../products/mlx-lm.ts";
import { getMlxVlm } from "../products/mlx-vlm.ts";
import { getNginx } from "../products/nginx.ts";
import { getOllama } from "../products/ollama.ts";
import { getPortkey } from "../products/portkey.ts";
import { getSglang } from "../products/sglang.ts";
import { getTransformers } from "../products/transformers.ts";
import { getVllm } from "../products/vllm.ts";
import { getHfModels } from "./hf-models.ts";
import { getLitellm } from "./litellm.ts";
import { getLlama } from "./llama.ts";
import { collectWords, getModels } from "./models.ts";
import { getOlderOpenclaw, getOpenclaw } from "./openclaw.ts";
import { missing, type Part } from "./part.ts";
import { getPort } from "./ports.ts";

/** How each part is had. What only `--all` brings is large or slow to start. */
const SOURCES = {
  llama: getLlama,
  litellm: getLitellm,
  openclaw: getOpenclaw,
  mlxLm: getMlxLm,
  ollama: getOllama,
  nginx: getNginx,
  port8000: () => getPort(8000),
  port1234: () => getPort(1234),
  port4000: () => getPort(4000),
  port11434: () => getPort(11_434),
};
const ONLY_WITH_ALL = {
  olderOpenclaw: getOlderOpenclaw,
  mlxVlm: getMlxVlm,
  vllm: getVllm,
  sglang: getSglang,
  transformers: getTransformers,
  aimock: getAimock,
  portkey: getPortkey,
};

type Sources = typeof SOURCES & typeof ONLY_WITH_ALL;
interface Made {
  models: Awaited<ReturnType<typeof getModels>>;
  hfModels: Awaited<ReturnType<typeof getHfModels>>;
}

/** Everything real that scenarios ask for. A port is a part too: it may be taken. */
export type Parts = { [Name in keyof Sources]: Awaited<ReturnType<Sources[Name]>> } & Made;
export type PartName = keyof Parts;

/** A part as a scenario sees it: it is there. */
export type Have = { [Name in PartName]: Extract<Parts[Name], { have: true }> };

/** Brings them all at the same time. */
export async function getParts(all: boolean): Promise<Parts> {
  const wanted: Record<string, () => Promise<Part<object>>> = all
    ? { ...SOURCES, ...ONLY_WITH_ALL }
    : SOURCES;
  const later = missing("only npm run test:real -- --all brings it");
  const names = [...Object.keys(SOURCES), ...Object.keys(ONLY_WITH_ALL)];
  const got = await Promise.all(
    names.map(async (name) => [name, (await wanted[name]?.()) ?? later] as const),
  );
  const sources = Object.fromEntries(got) as { [Name in keyof Sources]: Parts[Name] };
  const words = sources.openclaw.have ? collectWords(sources.openclaw.packageDir) : null;
  const [models, hfModels] = await Promise.all([getModels(words), getHfModels(words)]);
  return { ...sources, models, hfModels };
}

declare module "vitest" {
  interface ProvidedContext {
    parts: Parts;
  }
}
