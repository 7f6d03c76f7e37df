/** A config with one provider; `rest` follows it at the top level. */
export function provider(fields: string, { id = "local", rest = "" } = {}): string {
  return `{\n  models: { providers: { ${JSON.stringify(id)}: {\n    ${fields}\n  } } },\n  ${rest}\n}\n`;
}

export const URL_LINE = 'baseUrl: "http://127.0.0.1:8000/v1", apiKey: "local",';
export const ROW = 'id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 8192';
export const MODELS = `models: [{ ${ROW} }]`;
/** A provider without a fault. */
export const GOOD = `${URL_LINE} ${MODELS}`;
/** The same with a second model. */
export const TWO = `${URL_LINE} models: [{ ${ROW} }, { id: "small", name: "Small", contextWindow: 65536 }]`;
export const LAN = '"http://192.168.1.20:8000/v1"';
export const LMSTUDIO = { id: "lmstudio", url: '"http://127.0.0.1:1234/v1"', api: "openai-responses" };
export const COUNTS = "compat: { supportsUsageInStreaming: true }";

/** `agents.defaults` with these fields. */
export function defaults(fields: string): string {
  return `agents: { defaults: { ${fields} } },`;
}

export const PRIMARY = defaults('model: { primary: "local/qwen3" }');

/** A provider at this address. */
export function atUrl(url: string, more = "", id = "local"): string {
  return provider(`baseUrl: ${url}, apiKey: "local", ${more}${MODELS}`, { id });
}

/** One model row with these fields, and it is the default. */
export function withRow(
  fields: string,
  { id = "local", rest = PRIMARY.replaceAll("local/", `${id}/`) } = {},
): string {
  return provider(`${URL_LINE} models: [{ ${fields} }]`, { id, rest });
}

/** A provider and `agents.defaults` with these fields. */
export function use(fields: string, body = GOOD, id = "local"): string {
  return provider(body, { id, rest: `\n  ${defaults(fields)}` });
}

/** The fields of a provider whose only model has this id. */
export function named(modelId: string): string {
  return `${URL_LINE} models: [{ id: ${JSON.stringify(modelId)}, name: "M", contextWindow: 65536 }]`;
}

/** A config whose default model is the one row of the one provider. */
export function setup({
  id = "local",
  url = '"http://127.0.0.1:8000/v1"',
  api = "openai-completions",
  more = "",
  model = "qwen3",
  context = "contextWindow: 65536",
  fields = "",
  agent = "",
  rest = "",
} = {}): string {
  const row = `id: "${model}", name: "M", ${context}, maxTokens: 4096, ${fields}`;
  return provider(`baseUrl: ${url}, apiKey: "local", api: "${api}", ${more} models: [{ ${row} }]`, {
    id,
    rest: `${defaults(`model: { primary: "${id}/${model}" }, ${agent}`)}\n  ${rest}`,
  });
}
