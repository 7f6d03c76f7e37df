import { fixOf } from "../../core/finding.ts";
import type { Change } from "../../servers/shared/adapter.ts";
import type { EndpointFacts } from "../facts.ts";
import { restartCommands } from "../support/product.ts";
import type { CheckContext, Subject } from "../types.ts";
import type { MadeAt } from "./endpoint.ts";

/** The findings of one endpoint. */
export interface MadeOf {
  facts: EndpointFacts;
  made: readonly MadeAt[];
}

interface Restart {
  made: MadeAt;
  subject: Subject;
  change: Change;
  /** The same for all restarts that one command can make. */
  server: string;
}

/**
 * Writes the restart commands into the fixes. A server has one command line, so that all findings about it, whatever
 * provider they are under, get the same one, which makes every change.
 */
export function withRestarts(all: readonly MadeOf[], context: CheckContext): MadeAt[][] {
  const restarts = all.flatMap(({ facts, made }) =>
    made.flatMap((one) => restartOf(one, { facts, context }) ?? []),
  );
  const commands = new Map(
    restarts.map(({ made, subject, server }) => {
      const same = restarts.filter((other) => other.server === server);
      const merged = same.map(({ change }) => change).reduce(both);
      return [made, restartCommands(same[0]?.subject ?? subject, merged)];
    }),
  );
  return all.map(({ made }) => made.map((one) => withCommands(one, commands.get(one) ?? [])));
}

function restartOf(made: MadeAt, endpoint: Omit<Subject, "model">): Restart | null {
  const { restart: change, model: ref } = made.finding;
  const model = endpoint.facts.models.find((one) => one.ref === ref);
  if (change === undefined || model === undefined) return null;
  const subject = { ...endpoint, model };
  // where the model is a part of the command, each has its own
  const probe = restartCommands(subject, { context: 1 });
  return { made, subject, change, server: JSON.stringify([endpoint.facts.state.origin, probe]) };
}

/** What both want; the larger context has room for the smaller one. */
function both(a: Change, b: Change): Change {
  const sizes = [a.context, b.context].filter((size) => size !== undefined);
  return { ...b, ...a, context: sizes.length === 0 ? undefined : Math.max(...sizes) };
}

function withCommands(made: MadeAt, commands: readonly string[]): MadeAt {
  if (commands.length === 0) return made;
  const { fix } = made.finding;
  const { edits = [], safe = false } = fix ?? {};
  return {
    ...made,
    finding: {
      ...made.finding,
      fix: fixOf({ commands: [...commands, ...(fix?.commands ?? [])], edits, safe }),
    },
  };
}
