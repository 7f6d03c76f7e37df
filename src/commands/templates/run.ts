import { getTemplate, listTemplates } from "../../init/templates/registry.ts";
import { stdoutStyle } from "../../ui/terminal.ts";
import type { Run } from "../shared/command.ts";
import { printJson } from "../shared/emit.ts";
import type { templates } from "./spec.ts";

/** Lists the templates, or prints one as shipped, with directives and placeholders. */
export const run: Run<typeof templates> = async (o, [name], outside) => {
  if (name !== undefined) {
    const template = getTemplate(name, outside.fs);
    if (o.json) await printJson({ schemaVersion: 1, ...template }, outside);
    else await outside.stdout(template.text);
    return 0;
  }
  const all = listTemplates(outside.fs);
  if (o.json) {
    const list = all.map(({ id, label, when, routing, api }) => ({ id, label, when, routing, api }));
    await printJson({ schemaVersion: 1, templates: list }, outside);
    return 0;
  }
  const style = await stdoutStyle(o, outside);
  const lines = all.map((t) => `${style.bold(t.id)}\n  ${t.label}. ${t.when}`);
  await outside.stdout(
    `${lines.join("\n")}\n\nPrint one: openclaw-local templates <name>. Merge one: openclaw-local init --template <name>\n`,
  );
  return 0;
};
