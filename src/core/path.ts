/** A place in a config: keys and indexes from the root. */
export type ConfigPath = readonly (string | number)[];

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;

/** `models.providers.lmstudio.models[0].contextWindow`; keys with other characters as `["a.b"]`. The root is "". */
export function formatPath(path: ConfigPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (PLAIN_KEY.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** True when `path` is `base` or lies below it. */
export function startsWith(path: ConfigPath, base: ConfigPath): boolean {
  return path.length >= base.length && base.every((step, i) => path[i] === step);
}
