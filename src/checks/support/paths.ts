import { getIn, type Json } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import type { Endpoint, Subject } from "../types.ts";

/** The config path of a key of the endpoint's provider; null without a provider or a config. */
export function providerPath({ facts, context }: Endpoint, ...keys: ConfigPath): ConfigPath | null {
  return below(context.config === null ? undefined : facts.provider?.path, keys);
}

/** The config path of a key of the model's row; null without a row or a config. */
export function rowPath({ model, context }: Subject, ...keys: ConfigPath): ConfigPath | null {
  return below(context.config === null ? undefined : model.row?.path, keys);
}

/** The value of a key of the model's row, as written. */
export function rowValue(subject: Subject, ...keys: ConfigPath): Json | undefined {
  const path = rowPath(subject, ...keys);
  return path === null ? undefined : getIn(subject.context.config?.value, path);
}

function below(base: ConfigPath | undefined, keys: ConfigPath): ConfigPath | null {
  return base === undefined ? null : [...base, ...keys];
}
