import { setFix } from "../../core/finding.ts";
import type { Json } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { valuesAt } from "../../core/values-at.ts";
import { isKeyName } from "../../openclaw/secret-places.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN, QWEN_IS_DEFAULT } from "../support/example.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** A reference to a variable that OpenClaw substitutes; `$${NAME}` is plain text. */
const REFERENCE = /(?<!\$)\$\{([A-Z_][A-Z0-9_]*)\}/g;

/** A variable in a text that OpenClaw sends to the model server. */
export const variableInModelName = defineCheck({
  id: "variable-in-model-name",
  title: "Variable in a model's name",
  severity: "error",
  doc: {
    what: "The id, the name, an alias or a ref of a model contains `${NAME}`, and the name is that of a key. Other variables are a warning, and an info in a ref.",
    why: "OpenClaw replaces it with the variable's value and sends that to the server as the name of the model. A model server can list a model with such a name, and a copied id then hands it the key.",
    bad: localProvider(
      'models: [{ id: "${OPENAI_API_KEY}", name: "Qwen3", contextWindow: 65536 }],',
      QWEN_IS_DEFAULT.replace("local/qwen3", "local/${OPENAI_API_KEY}"),
    ),
    good: localProvider(QWEN, QWEN_IS_DEFAULT),
  },
  config: {
    run: each(names, ({ path, text, isRef }) => {
      const variables = [...text.matchAll(REFERENCE)].map((match) => match[1] ?? "");
      const [first] = variables;
      if (first === undefined) return null;
      const key = variables.find(isKeyName);
      return {
        at: path,
        target: text,
        severity: key !== undefined ? "error" : isRef ? "info" : "warning",
        message: whatHappens(key ?? first, path, isRef),
        evidence: { variables },
        fixHint: `write the name itself; if it really contains this text, write $\${${key ?? first}}`,
        // it may be meant, where it is no key
        fix: setFix(path, text.replace(REFERENCE, "$$$$${$1}")),
      };
    }),
  },
});

/** Only ids reach the server; names and aliases are shown. */
function whatHappens(variable: string, path: ConfigPath, isRef: boolean): string {
  const what = String(path.at(-1));
  return isRef || what === "id"
    ? `OpenClaw sends the value of ${variable} to the server as ${isRef ? "a model's id" : "id"}`
    : `OpenClaw puts the value of ${variable} into the ${what} of a model`;
}

interface Name {
  path: ConfigPath;
  text: string;
  isRef: boolean;
}

/** Every text of the config that names a model. Keys of objects are not substituted. */
function names({ config, view }: ConfigContext): Name[] {
  // few configs have one, and some have ten thousand rows
  if (!config.files.some(({ text }) => /\$\{|\\[ux]/.test(text))) return [];
  const places = ["models.providers.*.models.*.id", "models.providers.*.models.*.name"];
  const aliases = ["agents.defaults.models.*.alias", "agents.entries.*.models.*.alias"];
  const texts = [...places, ...aliases].flatMap((place) => valuesAt(config.value, place));
  const refs = view.refs.filter((use) => use.kind !== "alias-map");
  const one = (path: ConfigPath, text: Json, isRef: boolean): Name[] =>
    typeof text === "string" && text.includes("${") ? [{ path, text, isRef }] : [];
  return [
    ...texts.flatMap(({ path, value }) => one(path, value, false)),
    ...refs.flatMap(({ path, ref }) => one(path, ref, true)),
  ];
}
