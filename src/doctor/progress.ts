import { duration, listed } from "../core/words.ts";

/** Shows several concurrent activities on one line: "a; b; and 3 more". */
export class ProgressLine {
  private readonly texts = new Map<string, string>();
  private readonly report: (text: string) => void;

  constructor(report: ((text: string) => void) | undefined) {
    this.report = report ?? (() => undefined);
  }

  set(name: string, text: string): void {
    this.texts.set(name, text);
    this.tell();
  }

  done(name: string): void {
    this.texts.delete(name);
    if (this.texts.size > 0) this.tell();
  }

  private tell(): void {
    const texts = [...new Set(this.texts.values())];
    const shown = texts.slice(0, SHOWN);
    const more = texts.length - shown.length;
    this.report(shown.join("; ") + (more > 0 ? `; and ${more} more` : ""));
  }
}

/** About what fits on a line. */
const SHOWN = 2;

/** "asking http://a, http://b and 3 more, at most 5 s": the addresses that have not answered yet. */
export function askingText(open: readonly string[], timeoutMs: number): string {
  return `asking ${listed([...new Set(open)], SHOWN)}, at most ${duration(timeoutMs)}`;
}
