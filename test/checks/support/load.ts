import { existsSync, readdirSync, readFileSync } from "node:fs";
import { CONFIG_CHECKS } from "../../../src/checks/config/registry.ts";
import { MACHINE_CHECKS } from "../../../src/checks/machine/registry.ts";
import { SERVER_CHECKS } from "../../../src/checks/server/registry.ts";
import { RUN_CHECKS } from "../../../src/checks/tool/registry.ts";
import { TURN_CHECKS } from "../../../src/checks/turn/registry.ts";
import type { Check } from "../../../src/checks/types.ts";
import type { Cases } from "./types.ts";

/** The checks by the folder that they lie in. */
export const KINDS = {
  config: CONFIG_CHECKS,
  machine: MACHINE_CHECKS,
  server: SERVER_CHECKS,
  turn: TURN_CHECKS,
  tool: RUN_CHECKS,
} satisfies Record<string, readonly Check[]>;

export type Kind = keyof typeof KINDS;

const ROOT = new URL("../../../", import.meta.url);
const fileOf = (kind: Kind, id: string) => `test/checks/${kind}/${id}.ts`;

/** A check with its cases; null: there is no file of them. */
export interface Loaded {
  check: Check;
  file: string;
  cases: Cases | null;
}

/** The cases of all checks of a kind. */
export function loadCases(kind: Kind): Promise<Loaded[]> {
  return Promise.all(
    KINDS[kind].map(async (check) => {
      const file = fileOf(kind, check.id);
      if (!existsSync(new URL(file, ROOT))) return { check, file, cases: null };
      const { cases }: { cases: Cases } = await import(`../${kind}/${check.id}.ts`);
      return { check, file, cases };
    }),
  );
}

/** Files of cases that are about no check of the kind. */
export function strays(kind: Kind): string[] {
  const files = readdirSync(new URL(`test/checks/${kind}/`, ROOT)).map(
    (name) => `test/checks/${kind}/${name}`,
  );
  return files.filter((file) => !KINDS[kind].some(({ id }) => file === fileOf(kind, id)));
}

/** Ids of the checks whose judges of servers and machines offer an edit that is safe. */
export function withSafeEdit(kind: Kind): string[] {
  const checks: readonly Check[] = KINDS[kind];
  const safe = checks.filter(({ id, machine, server, turn }) => {
    if ((machine ?? server ?? turn) === undefined) return false;
    const text = readFileSync(new URL(`src/checks/${kind}/${id}.ts`, ROOT), "utf8");
    return /\bsafe\b(?!: (?:false|Safe))/.test(text.replace(/^\s*(?:\/\/|\/?\*).*$/gm, ""));
  });
  return safe.map(({ id }) => id);
}
