/** The model rows of most examples, for `localProvider`. */
export const QWEN = 'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],';

/** Makes the model of `local` the default, for `localProvider`. */
export const QWEN_IS_DEFAULT = 'agents: { defaults: { model: { primary: "local/qwen3" } } },';

/** The JSON5 of an example: one local provider with `fields` in addition to its base URL and API, and `top` before it. */
export function localProvider(fields: string, top = ""): string {
  return `{
${indent(top, "  ")}  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
${indent(fields, "    ")}  } } },
}`;
}

function indent(text: string, by: string): string {
  return text === "" ? "" : `${text.replace(/^(?=.)/gm, by)}\n`;
}
