import { UserError } from "../../core/errors.ts";
import { packageFile } from "../../core/package-root.ts";
import type { Fs } from "../../ports/index.ts";
import { ROUTINGS, type Template } from "./types.ts";

/** Template ids in display order. A new template needs a folder under `templates/` and an entry here. */
export const TEMPLATE_IDS = [
  "lmstudio-responses",
  "openai-compatible",
  "local-only",
  "local-first",
  "hosted-first",
  "openrouter-regional",
] as const;

type Reader = Pick<Fs, "readFile">;

/** All templates, in the order of TEMPLATE_IDS. */
export function listTemplates(fs: Reader): Template[] {
  return TEMPLATE_IDS.map((id) => readTemplate(id, fs));
}

/** One template by its id. Throws UserError for an unknown id. */
export function getTemplate(id: string, fs: Reader): Template {
  const known = TEMPLATE_IDS.find((one) => one === id);
  if (known === undefined) {
    throw new UserError(`unknown template ${JSON.stringify(id)}`, {
      hint: `one of: ${TEMPLATE_IDS.join(", ")}`,
    });
  }
  return readTemplate(known, fs);
}

function readTemplate(id: string, fs: Reader): Template {
  const path = packageFile("templates", id, "template.json5");
  const bytes = fs.readFile(path);
  if (bytes === null)
    throw new UserError(`the template file ${path} is missing`, { hint: "reinstall openclaw-local" });
  return parseTemplate(id, new TextDecoder().decode(bytes).replaceAll("\r\n", "\n"));
}

/** Reads the directives at the head of a template (`// @label …`). */
function parseTemplate(id: string, text: string): Template {
  const head = (name: string) => new RegExp(`^// @${name} (.+)$`, "m").exec(text)?.[1]?.trim() ?? null;
  const label = head("label");
  const when = head("when");
  if (label === null || when === null) throw new Error(`template ${id} has no @label or no @when`);
  const routing = head("routing");
  return { id, label, when, routing: ROUTINGS.find((r) => r === routing) ?? null, api: head("api"), text };
}
