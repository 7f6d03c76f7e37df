import type { Reporter } from "../core/report.ts";

export const FORMAT_NAMES = ["pretty", "json", "compact", "github", "sarif", "junit", "markdown"] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** One line for each format; each is loaded only when it is asked for. `color` spares chalk where there is none. */
const reporters = {
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
} satisfies Record<FormatName, (color: boolean) => Promise<Reporter>>;

/**
 * The reporter of a format. With `color` false it is plain whatever the context says, and chalk is not loaded; with
 * true, `ReportContext.color` decides.
 */
export function loadReporter(name: FormatName, color = true): Promise<Reporter> {
  return reporters[name](color);
}
