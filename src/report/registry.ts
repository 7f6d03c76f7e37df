import type { Reporter } from "../core/report.ts";

/** One line for each format; each is loaded only when it is asked for. `color` spares chalk where there is none. */
const FORMATS = {
  pretty: async (color: boolean) => {
    const [{ createPretty }, { createStyle }] = await Promise.all([
      import("./pretty.ts"),
      import("../ui/color.ts"),
    ]);
    return createPretty(await createStyle(color));
  },
  json: async () => (await import("./json.ts")).json,
  compact: async () => (await import("./compact.ts")).compact,
  github: async () => (await import("./github.ts")).github,
  sarif: async () => (await import("./sarif.ts")).sarif,
  junit: async () => (await import("./junit.ts")).junit,
  markdown: async () => (await import("./markdown.ts")).markdown,
} satisfies Record<string, (color: boolean) => Promise<Reporter>>;

export type FormatName = keyof typeof FORMATS;

/** In the order of help. */
export const FORMAT_NAMES: readonly FormatName[] = Object.keys(FORMATS).filter(isFormat);

function isFormat(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}

/**
 * The reporter of a format. With `color` false it is plain whatever the context says, and chalk is not loaded; with
 * true, `ReportContext.color` decides.
 */
export function loadReporter(name: FormatName, color = true): Promise<Reporter> {
  return FORMATS[name](color);
}
