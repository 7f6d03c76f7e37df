import type { Reporter } from "../core/report.ts";

interface Format {
  /** For the docs: what it is for. */
  use: string;
  /** Loads the reporter on demand; without `color`, without chalk. */
  load(color: boolean): Promise<Reporter>;
}

/** One entry for each format, in the order of help. */
export const FORMATS = {
  pretty: {
    use: "people: code frame, fix",
    load: async (color) => {
      const [{ createPretty }, { createStyle }] = await Promise.all([
        import("./pretty.ts"),
        import("../ui/color.ts"),
      ]);
      return createPretty(await createStyle(color));
    },
  },
  json: {
    use: "programs; described by [report.schema.json](../schemas/report.schema.json)",
    load: async () => (await import("./json.ts")).json,
  },
  compact: {
    use: "grep, editors, assistants: `file:line:col: severity: message [id]`",
    load: async () => (await import("./compact.ts")).compact,
  },
  github: {
    use: "annotations of GitHub Actions, errors first, and the number of those that GitHub does not show",
    load: async () => (await import("./github.ts")).github,
  },
  sarif: {
    use: "code scanning, and editors that read SARIF 2.1.0",
    load: async () => (await import("./sarif.ts")).sarif,
  },
  junit: {
    use: "the test report of GitLab, Jenkins, Azure and others; a rule that was run is a passing case",
    load: async () => (await import("./junit.ts")).junit,
  },
  markdown: {
    use: "job summaries and comments",
    load: async () => (await import("./markdown.ts")).markdown,
  },
} satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES: readonly FormatName[] = Object.keys(FORMATS).filter(isFormat);

function isFormat(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}

/** The reporter of a format. `color` false: always plain, without chalk. True: `ReportContext.color` decides. */
export function loadReporter(name: FormatName, color = true): Promise<Reporter> {
  return FORMATS[name].load(color);
}
