import { BadInput, camel, wordsOf } from "./plan.js";

/**
 * A command: its spec, its work and its test. Help, completion and the table in the README come from the spec.
 *
 * @param {readonly string[]} words
 * @returns {import("./plan.js").Plan}
 */
export function planCommand(words) {
  const [id, summary] = wordsOf(words, 2);
  if (summary === undefined)
    throw new BadInput(`add a summary for help: npm run new command ${id} "list what is there"`);
  const folder = `src/commands/${id}`;
  const test = `test/cli/${id}.test.ts`;
  return {
    taken: [folder],
    files: {
      [`${folder}/spec.ts`]: specText(id, summary),
      [`${folder}/run.ts`]: runText(id),
      [test]: testText(id),
    },
    fill: {
      [`${folder}/run.ts`]: "the call of what does the work; its options, if it has any, go into spec.ts",
      [test]: "what it says",
    },
    line: {
      file: "src/commands/registry.ts",
      list: "COMMANDS",
      entry: `runnable(${camel(id)}, () => import("./${id}/run.ts")),`,
      import: `import { ${camel(id)} } from "./${id}/spec.ts";`,
    },
    test: `npx vitest run test/guards ${test}`,
  };
}

const specText = (id, summary) => `import { defineCommand } from "../shared/command.ts";
import { COMMON, JSON_OUT } from "../shared/options.ts";

export const ${camel(id)} = defineCommand({
  name: "${id}",
  summary: ${JSON.stringify(summary)},
  args: [],
  options: [JSON_OUT, ...COMMON],
  examples: ["openclaw-local ${id}"],
});
`;

const runText = (id) => `import type { Run } from "../shared/command.ts";
import { printJson } from "../shared/emit.ts";
import type { ${camel(id)} } from "./spec.ts";

/** TODO: what it does. The work belongs into a folder below src/commands. */
export const run: Run<typeof ${camel(id)}> = async (o, _args, outside) => {
  if (o.json) await printJson({ schemaVersion: 1 }, outside);
  else await outside.stdout("TODO: what it says\\n");
  return 0;
};
`;

const testText = (id) => `import { expect, test } from "vitest";
import { FakeMachine } from "../machine/support/fake-machine.ts";
import { runInProcess } from "../machine/support/in-process.ts";

test("it says what it does", async () => {
  const { code, stdout } = await runInProcess(["${id}"], new FakeMachine());
  expect([code, stdout]).toEqual([0, "TODO: what it says\\n"]);
});
`;
