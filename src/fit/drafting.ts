import { commandLine } from "../core/shell.ts";
import type { Candidate } from "./candidates.ts";
import { fitsIn } from "./memory.ts";
import { draftOptions, ENGINES, type Mtp, ownDraftOptions } from "./mtp.ts";
import type { MemoryPool } from "./pool.ts";
import { mtpBytes, mtpSpeed, paceOf } from "./speed.ts";
import type { Drafting } from "./types.ts";

/** Drafted tokens for the memory: what most sources start with. */
const DRAFT_TOKENS = 2;

/** How the products of a pick's commands draft tokens (speculative decoding); empty where none is known to. */
export function draftingOf(c: Candidate, pool: MemoryPool, servers: readonly string[]): Drafting[] {
  const { mtp } = c.model;
  // with experts in main memory the weights of the heads push experts off the card (founderrpulse.com, RTX 5080)
  if (mtp === null || c.experts !== null) return [];
  return ENGINES.filter((engine) => servers.includes(engine)).flatMap((server) => {
    const own = ownDraftOptions(server, mtp, c.quant.format);
    const draft = own === null ? separate(server, mtp, c) : null;
    const options = own ?? draft?.options ?? null;
    if (options === null) return [];
    const bytes = own === null ? (draft?.bytes ?? null) : mtpBytes(c.model, c.context, DRAFT_TOKENS);
    const speed = c.speed === null || own === null ? null : mtpSpeed(c.speed, c.model, pool, server);
    return [
      {
        server,
        options: options.words.length === 0 ? null : commandLine(pool.platform, ...options.words),
        note: options.note,
        bytes,
        fits: bytes === null ? null : fitsIn(c.need.total + bytes, c.budget),
        decodeTokensPerSecond: paceOf(speed),
        measured: gainText(mtp, server),
        source: options.source,
      },
    ];
  });
}

function separate(server: (typeof ENGINES)[number], mtp: Mtp, { quant }: Candidate) {
  for (const draft of mtp.drafts) {
    const options = draft.format === quant.format ? draftOptions(server, draft) : null;
    if (options !== null) return { options, bytes: draft.bytes };
  }
  return null;
}

/** "25 to 145 % more, half of 51 measurements above 78 (NVIDIA and AMD cards)". Null: nobody has measured it. */
function gainText({ gains }: Mtp, server: string): string | null {
  const [most] = gains.filter(({ engine }) => engine === server).sort((a, b) => b.count - a.count);
  if (most === undefined) return null;
  const { from, to, median, count, on, source } = most;
  const range = from === to ? `${from} % more` : `${from} to ${to} % more`;
  const middle = median === null || count < 2 ? "" : `, half of ${count} measurements above ${median}`;
  return `${range}${middle} (${on}; ${source})`;
}
