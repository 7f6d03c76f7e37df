import { expect, test } from "vitest";
import { CHECKS } from "../../src/checks/registry.ts";
import { RUN_CHECKS } from "../../src/checks/tool/registry.ts";
import { CHECK_ROWS } from "../cli/check-rows.ts";
import { DEEP_ROWS } from "../cli/deep-rows.ts";
import { REACH_ROWS } from "../cli/reach-rows.ts";
import { STAGE_ROWS } from "../cli/stage-rows.ts";
import { TIMED_ROWS } from "../cli/timed-rows.ts";
import { HOST_ROWS } from "../machine/host-rows.ts";
import { EXAM_ROWS } from "../measure/exam-rows.ts";
import { repoFile } from "./source-tree.ts";

/** What of a check is shown through the real executable, by id: a faulty scenario, and a neighbour that stays silent. */
interface Shown {
  faulty: ReadonlySet<string>;
  silent: ReadonlySet<string>;
}

/** Ids whose scenarios are tests of their own: the titles must stand in the file. */
interface Elsewhere {
  file: string;
  faulty: string;
  silent: string;
  why: string;
}

const ELSEWHERE: Readonly<Record<string, Elsewhere>> = {
  "oom-kv-cache": {
    file: "test/doctor/oom.test.ts",
    faulty: "Ollama is asked for a context whose cache does not fit on the card",
    silent: "what the fix says is clean",
    why: "It needs a machine with other hardware.",
  },
  "context-effective-below-config": {
    file: "test/measure/context.test.ts",
    faulty: "is smaller than said, and the refusal tells it: one error",
    silent: "is what the server says: nothing is found",
    why: "It needs a server that counts what it is sent.",
  },
  "exam-inconclusive": {
    file: "test/measure/exam.test.ts",
    faulty: "that fails in JSON alone, in few runs, is not condemned: not enough runs to tell",
    silent: "passes every task over %s",
    why: "It is about the number of runs, which differs from that of the table.",
  },
  interrupted: {
    file: "test/cli/doctor-run.test.ts",
    faulty: "keeps what is known, and the document is whole",
    silent: "a line each, with the five verdicts",
    why: "It needs Ctrl-C while the executable runs; every other test is the neighbour.",
  },
};

/** Ids that have no scenario through the executable, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  "check-crashed":
    "No server and no config makes a check crash, or it would be mended; test/doctor/run.test.ts makes one that throws.",
};

/** Read off the tables that the tests run. */
function shownByTables(): Shown {
  const faulty = new Set<string>();
  const silent = new Set<string>();
  const tables = [CHECK_ROWS, REACH_ROWS, STAGE_ROWS].flatMap((table) => Object.entries(table));
  for (const [id, rows] of tables) {
    if (rows.some((row) => row.finds?.endsWith(` ${id}`))) faulty.add(id);
    if (rows.some((row) => row.finds === null)) silent.add(id);
  }
  // a row of these has both
  const pairs = [...DEEP_ROWS, ...HOST_ROWS, ...TIMED_ROWS.filter((row) => row.neighbours.length > 0)];
  for (const id of [...pairs.map((row) => row.id), ...EXAM_ROWS.map((row) => row[1])]) {
    faulty.add(id);
    silent.add(id);
  }
  return { faulty, silent };
}

/** What is missing, a line each. */
function gaps(ids: readonly string[], { faulty, silent }: Shown): string[] {
  return ids.flatMap((id) => [
    ...(faulty.has(id) ? [] : [`${id}: no faulty scenario`]),
    ...(silent.has(id) ? [] : [`${id}: no neighbour that stays silent`]),
  ]);
}

/** What doctor alone finds; a fault that the config shows has its examples in test/rules. */
const IDS = [
  ...CHECKS.filter(({ machine, server, turn }) => (machine ?? server ?? turn) !== undefined),
  ...RUN_CHECKS,
].map((check) => check.id);

test("every id of doctor has a faulty scenario and a neighbour that stays silent, through the executable", () => {
  const listed = IDS.filter((id) => ELSEWHERE[id] === undefined && WITHOUT[id] === undefined);
  expect(gaps(listed, shownByTables())).toEqual([]);
});

test.each(Object.entries(ELSEWHERE))("%s has its scenarios in a test of its own", (_id, one) => {
  const text = repoFile(one.file) ?? "";
  // a test's title stands at the beginning of a string
  for (const title of [one.faulty, one.silent]) expect(text).toMatch(titled(title));
  expect(one.why).toMatch(/^[A-Z].{20,}\.$/);
});

function titled(title: string): RegExp {
  return new RegExp(`["\`]${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}

test("no exception is about an id that there is not, or that a table has after all", () => {
  const { faulty, silent } = shownByTables();
  const exceptions = [...Object.keys(ELSEWHERE), ...Object.keys(WITHOUT)];
  expect(exceptions.filter((id) => !IDS.includes(id) || (faulty.has(id) && silent.has(id)))).toEqual([]);
  for (const why of Object.values(WITHOUT)) expect(why).toMatch(/^[A-Z].{20,}\.$/);
});

test("no table is about an id that there is not", () => {
  const { faulty, silent } = shownByTables();
  expect([...faulty, ...silent].filter((id) => !IDS.includes(id))).toEqual([]);
});

test("the guard barks", () => {
  const shown = { faulty: new Set(["a"]), silent: new Set(["b"]) };
  expect(gaps(["a", "b"], shown)).toEqual(["a: no neighbour that stays silent", "b: no faulty scenario"]);
  expect(gaps(["c"], shown)).toHaveLength(2);
});
