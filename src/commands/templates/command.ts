import { getTemplate, listTemplates } from "../../init/templates/registry.ts";
import type { Outside } from "../../ports/index.ts";
import { createStyle, decideColor } from "../../ui/color.ts";
import { colorOption, flagOption, type RawOptions } from "../shared/options.ts";

/** Lists the templates, or prints one as it is shipped (directives and placeholders included). */
export async function run(args: string[], raw: RawOptions, outside: Outside): Promise<number> {
  const [name] = args;
  const json = flagOption(raw, "json");
  if (name !== undefined) {
    const { id, label, when, routing, api, text } = getTemplate(name, outside.fs);
    await outside.stdout(
      json ? `${JSON.stringify({ schemaVersion: 1, id, label, when, routing, api, text }, null, 2)}\n` : text,
    );
    return 0;
  }
  const templates = listTemplates(outside.fs);
  if (json) {
    const list = templates.map(({ id, label, when, routing, api }) => ({ id, label, when, routing, api }));
    await outside.stdout(`${JSON.stringify({ schemaVersion: 1, templates: list }, null, 2)}\n`);
    return 0;
  }
  const style = await createStyle(
    decideColor({ flag: colorOption(raw), env: outside.env, isTty: outside.stdoutIsTty }),
  );
  const lines = templates.map((t) => `${style.bold(t.id)}\n  ${t.label}. ${t.when}`);
  await outside.stdout(
    `${lines.join("\n")}\n\nPrint one: openclaw-local templates <name>. Merge one: openclaw-local init --template <name>\n`,
  );
  return 0;
}
