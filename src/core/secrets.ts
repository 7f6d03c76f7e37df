import { isPlaceholderKey, redactSecrets } from "./text.ts";

/** The secrets that a run has read. No output may contain one. */
export class Secrets {
  private readonly readers = new Map<string, () => readonly string[]>();
  private known: string[] | null = [];

  /** Adds the secrets of a source. They are read before the next output, so that a run without one does not read them. */
  hide(source: string, read: () => readonly string[]): void {
    this.readers.set(source, read);
    this.known = null;
  }

  /** Every spelling in which a format may write one of them, the longest first. */
  values(): readonly string[] {
    if (this.known !== null) return this.known;
    const found = [...this.readers.values()].flatMap((read) => read()).filter(isTelling);
    this.known = [...new Set(found.flatMap(spellings))].sort((a, b) => b.length - a.length);
    return this.known;
  }

  /** The text without secrets, and without what looks like one: credentials in a URL, bearer tokens. */
  mask(text: string): string {
    return redactSecrets(text, this.values());
  }
}

/** False for a value that is likely to be part of ordinary words, such as "local" or "openclaw". */
function isTelling(text: string): boolean {
  if (text.length < 6 || isPlaceholderKey(text) || /^[\d.:]+$|^[~/]/.test(text)) return false;
  return text.length >= 12 || /[^a-z_-]/.test(text);
}

/** The text, and how JSON, URLs, XML and a template write it. */
function spellings(text: string): string[] {
  const xml = text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    xml,
    xml.replaceAll("'", "&apos;"),
    xml.replaceAll("'", "&#39;"),
  ];
}
