import { expect } from "vitest";

/** What a person reads of a finding: one sentence, one line of advice, and commands that can be pasted. */
export interface Readable {
  message: string;
  fixHint?: string | null;
  fix: { commands: string[] } | null;
}

export function expectReadable({ message, fixHint, fix }: Readable): void {
  expect(message).toMatch(/^\S.{10,400}$/);
  // one sentence, without a full stop, in which nothing was left out
  const own = message.replaceAll(/“[^”]*”/g, "“”");
  expect(own).not.toMatch(/[a-z)]\.$|[a-z)]\. [A-Z]|undefined|\bnull\b|NaN|\[object/);
  // the advice begins with a verb or a number, in lower case; a product or a variable may be capitals
  expect(fixHint).toMatch(/^[a-z0-9~].{5,300}$/);
  expect(fixHint).not.toMatch(/\.$|undefined|\bnull\b|NaN|\[object/);
  for (const command of fix?.commands ?? []) {
    expect(command).toMatch(/^\S.*\S$/);
    expect(command).not.toMatch(/undefined|\bnull\b|NaN|\[object|<[a-z]+>/);
  }
}
