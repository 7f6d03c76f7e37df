import { camel, idFrom } from "./plan.js";

/**
 * A command: its folder and its test. Help, completion and the table in the README come from the definition.
 *
 * @param {readonly string[]} words
 * @returns {import("./plan.js").Plan}
 */
export function planCommand(words) {
  const id = idFrom(words);
  const file = `src/commands/${id}/command.ts`;
  const test = `test/cli/${id}.test.ts`;
  return {
    files: { [file]: commandText(id), [test]: testText(id) },
    fill: {
      [file]: "summary, options, and what it does: the work belongs into a folder below src/commands",
      [test]: "what it says",
    },
    line: {
      file: "src/commands/registry.ts",
      list: "COMMANDS",
      entry: `${camel(id)},`,
      import: `import { ${camel(id)} } from "./${id}/command.ts";`,
    },
    test: `npx vitest run test/guards ${test}`,
  };
}

const commandText = (id) => `import { defineCommand } from "../shared/command.ts";
import { printJson } from "../shared/emit.ts";
import { COMMON, JSON_OUT } from "../shared/options.ts";

/** TODO: what it does. */
export const ${camel(id)} = defineCommand({
  name: "${id}",
  summary: "TODO: what it does, in a few words",
  args: [],
  options: [JSON_OUT, ...COMMON],
  examples: ["openclaw-local ${id}"],
  async run(o, _args, outside) {
    // load what does the work here, with await import(): help and completion need not
    if (o.json) await printJson({ schemaVersion: 1 }, outside);
    else await outside.stdout("TODO\\n");
    return 0;
  },
});
`;

const testText = (id) => `import { expect, test } from "vitest";
import { runHere } from "../support/doctor.ts";

test("it says what it does", async () => {
  expect(await runHere(["${id}"])).toEqual({ code: 0, stdout: "TODO\\n", stderr: "" });
});
`;
