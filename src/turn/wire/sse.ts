/** One server-sent event. `event` is "message" when the stream does not say. */
export interface SseEvent {
  event: string;
  data: string;
}

/** Data of one event that is kept; a server that sends more is broken, and memory matters more than its text. */
const MAX_DATA_CHARS = 1 << 20;

/**
 * Incremental parser of `text/event-stream` (WHATWG rules: LF, CR or CRLF end a line, comments start with a colon, a
 * blank line ends an event). Takes pieces cut anywhere, also inside a character or between CR and LF.
 */
export class SseParser {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #data: string[] = [];
  #chars = 0;
  #event = "";
  #atStart = true;

  /** The events that are complete after this piece. */
  push(piece: string | Uint8Array): SseEvent[] {
    this.#rest += typeof piece === "string" ? piece : this.#decoder.decode(piece, { stream: true });
    return this.#takeLines(false);
  }

  /**
   * What is left when the stream ends. The standard drops an unfinished event; servers that forget the last blank line
   * exist, so it is handed over.
   */
  end(): SseEvent[] {
    this.#rest += this.#decoder.decode();
    const events = this.#takeLines(true);
    const last = this.#dispatch();
    return last ? [...events, last] : events;
  }

  #takeLines(final: boolean): SseEvent[] {
    if (this.#atStart && this.#rest !== "") {
      this.#atStart = false;
      if (this.#rest.startsWith("\uFEFF")) this.#rest = this.#rest.slice(1);
    }
    const events: SseEvent[] = [];
    let start = 0;
    for (;;) {
      const line = nextLine(this.#rest, start, final);
      if (!line) break;
      start = line.next;
      if (line.text !== "") this.#field(line.text);
      else {
        const event = this.#dispatch();
        if (event) events.push(event);
      }
    }
    this.#rest = this.#rest.slice(start);
    return events;
  }

  #field(line: string): void {
    if (line.startsWith(":")) return;
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#event = value;
    else if (name === "data" && this.#chars < MAX_DATA_CHARS) {
      this.#chars += value.length;
      this.#data.push(value);
    }
  }

  #dispatch(): SseEvent | null {
    const event = { event: this.#event || "message", data: this.#data.join("\n") };
    const empty = this.#data.length === 0;
    this.#data = [];
    this.#chars = 0;
    this.#event = "";
    return empty ? null : event;
  }
}

/** The line that starts at `start`, or null while its end is not known yet. A final CR may still be half a CRLF. */
function nextLine(text: string, start: number, final: boolean): { text: string; next: number } | null {
  if (start >= text.length) return null;
  const lf = text.indexOf("\n", start);
  const cr = text.indexOf("\r", start);
  if (cr >= 0 && (lf < 0 || cr < lf)) {
    if (cr + 1 === text.length && !final) return null;
    return { text: text.slice(start, cr), next: text[cr + 1] === "\n" ? cr + 2 : cr + 1 };
  }
  if (lf >= 0) return { text: text.slice(start, lf), next: lf + 1 };
  return final ? { text: text.slice(start), next: text.length } : null;
}
