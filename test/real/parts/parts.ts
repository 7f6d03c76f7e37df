import type { getLitellm } from "./litellm.ts";
import type { getLlama } from "./llama.ts";
import type { getModels } from "./models.ts";
import type { getOpenclaw } from "./openclaw.ts";
import type { getPort } from "./ports.ts";

/** Everything real that scenarios ask for. A port is a part too: it may be taken. */
export interface Parts {
  llama: Awaited<ReturnType<typeof getLlama>>;
  models: Awaited<ReturnType<typeof getModels>>;
  litellm: Awaited<ReturnType<typeof getLitellm>>;
  openclaw: Awaited<ReturnType<typeof getOpenclaw>>;
  port8000: Awaited<ReturnType<typeof getPort>>;
  port1234: Awaited<ReturnType<typeof getPort>>;
  port4000: Awaited<ReturnType<typeof getPort>>;
}
export type PartName = keyof Parts;

/** A part as a scenario sees it: it is there. */
export type Have = { [Name in PartName]: Extract<Parts[Name], { have: true }> };

declare module "vitest" {
  interface ProvidedContext {
    parts: Parts;
  }
}
