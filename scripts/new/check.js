import { BadInput, camel, wordsOf } from "./plan.js";

const KINDS = ["config", "machine", "server", "turn"];

/**
 * A check: its file, and the file of its examples and scenarios.
 *
 * @param {readonly string[]} words
 * @returns {import("./plan.js").Plan}
 */
export function planCheck([kind = "", ...words]) {
  if (!KINDS.includes(kind))
    throw new BadInput(`a check is one of ${KINDS.join(", ")}: npm run new check config my-fault`);
  const [id, group] = wordsOf(words, 2);
  const isLive = kind === "server" || kind === "turn";
  const stage = group ?? (kind === "turn" ? "answers" : "context");
  const file = `src/checks/${kind}/${id}.ts`;
  const cases = `test/checks/${kind}/${id}.ts`;
  return {
    // an id is unique among all kinds
    taken: [...KINDS, "tool"].map((other) => `src/checks/${other}/${id}.ts`),
    files: { [file]: CHECKS[kind](id, stage), [cases]: CASES[kind](id, stage) },
    fill: {
      [file]: "the title, the severity, the doc, and when it finds something",
      [cases]:
        kind === "config"
          ? "three configs with the fault and three without"
          : "a scenario with the fault, and one without",
    },
    line: {
      file: `src/checks/${kind}/registry.ts`,
      list: `${kind.toUpperCase()}_CHECKS`,
      entry: `${camel(id)},`,
      import: `import { ${camel(id)} } from "./${id}.ts";`,
      ...(isLive ? { group: stage } : group === undefined ? {} : { group }),
    },
    test: "npx vitest run test/checks test/guards",
  };
}

const head = (id, doc) => `
/** TODO: the fault in a few words. */
export const ${camel(id)} = defineCheck({
  id: "${id}",
  title: "TODO: the fault in a few words",
  severity: "warning",
  doc: {
    what: "TODO: what is wrong, in whole sentences.",
    why: "TODO: what comes of it.",
    ${doc}
  },`;

const SEEN = `seen: "TODO: what shows it: an answer of the server, a line of a file",
    helps: "TODO: \`openclaw gateway restart\`, or what else helps",`;

const SEEN_LIVE = `seen: "TODO: what the server answers",
    // by product, if it depends on it: { byServer: … }, with the lists of src/checks/support/helps.ts
    helps: {
      always: { "OpenClaw config": "TODO: \`models.providers.<id>.timeoutSeconds: 600\`" },
      because: "TODO: why it does not depend on the product",
    },`;

/** @type {Record<string, (id: string, stage: string) => string>} */
const CHECKS = {
  config: (id) => `import { allRows } from "../support/config-refs.ts";
import { each } from "../support/each.ts";
import { defineCheck } from "../types.ts";
${head(
  id,
  `// the shortest config that has the fault, and the same without it
    bad: \`{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}\`,
    good: \`{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}\`,`,
)}
  config: {
    run: each(allRows, ({ row }) => {
      // TODO: the fault; until then nothing has it
      if (row.contextWindow !== -1) return null;
      return {
        at: [...row.path, "contextWindow"],
        target: row.ref,
        message: \`TODO: one sentence about \${row.ref}\`,
        fixHint: "TODO: what helps; it begins with a verb and has no full stop",
      };
    }),
  },
});
`,

  machine: (id) => `import { readText } from "../../machine/files.ts";
import { ran } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

/** TODO: the file that shows it. */
const FILE = "/etc/openclaw-local/TODO";
${head(id, SEEN)}
  machine: {
    async run({ fs }) {
      // TODO: the fault; until then no machine has it
      if (readText(fs, FILE) === null) return ran();
      return ran({
        message: "TODO: one sentence",
        target: FILE,
        fixHint: "TODO: what helps; it begins with a verb and has no full stop",
      });
    },
  },
});
`,

  server: (id, stage) => `import { aboutModel, perModel } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";
${head(id, SEEN_LIVE)}
  server: {
    stage: "${stage}",
    run: perModel((subject) => {
      const { facts, model } = subject;
      // TODO: the fault; until then no model has it
      if (model.served?.contextAllocated.value !== -1) return null;
      return aboutModel(subject, "contextWindow", {
        message: \`TODO: one sentence about \${model.ref} and \${ProductName(facts.state)}\`,
        fixHint: "TODO: what helps; it begins with a verb and has no full stop",
      });
    }),
  },
});
`,

  turn: (id, stage) => `import { aboutProbe, perProbe } from "../support/deep.ts";
import { defineCheck } from "../types.ts";
${head(id, SEEN_LIVE)}
  turn: {
    stage: "${stage}",
    run: perProbe("${stage === "tools" ? "tools" : "answer"}", (subject, seen) => {
      // TODO: the fault; until then no answer has it
      if (seen.firstEventMs !== -1) return null;
      return aboutProbe(subject, seen, {
        message: \`TODO: one sentence about \${subject.model.ref}\`,
        fixHint: "TODO: what helps; it begins with a verb and has no full stop",
      });
    }),
  },
});
`,
};

/** @type {Record<string, (id: string, stage: string) => string>} */
const CASES = {
  config: () => `import type { Cases } from "../support/kit.ts";

export const cases: Cases = {
  // TODO: three at least; « stands where the finding is, and no other check finds anything. texts.ts has parts of configs.
  failing: [],
  // TODO: three at least that are close to the fault, without any finding
  passing: [],
};
`,
  machine: (id) => `import { ready } from "../support/machine.ts";
import type { Cases } from "../support/kit.ts";

export const cases: Cases = {
  machines: [
    // TODO: a machine with the fault, that finds "warning ${id}"; \`mend\` makes it a healthy one
    {
      title: "a healthy machine is left alone",
      machine: async () => (await ready()).machine,
      finds: null,
    },
  ],
};
`,
  server: (id) => serverCases(`finds "warning ${id}"`),
  turn: (id) => serverCases(`finds "warning ${id}" under \`deep: true\``),
};

/** @param {string} finds */
function serverCases(finds) {
  return `import { type Cases, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    // TODO: a server with the fault, that ${finds}; and more neighbors
    {
      title: "a healthy server is left alone",
      server: () => vllm(),
      finds: null,
    },
  ],
};
`;
}
