import { dirname, join } from "node:path";
import type { Fs } from "../ports/index.ts";
import { type LintSettings, NO_SETTINGS, PACKAGE_KEY, RC_NAME } from "./settings.ts";

/** The text of a file that may contain settings. */
interface Candidate {
  path: string;
  text: string;
  /** True for package.json. */
  isPackage: boolean;
}

/** Finds the settings of config files. Reads each folder once. */
export class SettingsFinder {
  private readonly found = new Map<string, LintSettings | null>();
  private readonly fs: Fs;
  private readonly homeDir: string;
  private readonly knownIds: readonly string[];

  /** `knownIds` are the ids that settings may name. */
  constructor(fs: Fs, homeDir: string, knownIds: readonly string[]) {
    this.fs = fs;
    this.homeDir = homeDir;
    this.knownIds = knownIds;
  }

  /**
   * The nearest settings at or above `folder`, up to the root of the repository or the home directory. Settings of several
   * folders are not merged.
   */
  async in(folder: string): Promise<LintSettings> {
    for (let dir = folder; ; dir = dirname(dir)) {
      const settings = await this.at(dir);
      if (settings !== null) return settings;
      if (dir === this.homeDir || dir === dirname(dir) || this.fs.info(join(dir, ".git")) !== null)
        return NO_SETTINGS;
    }
  }

  private async at(dir: string): Promise<LintSettings | null> {
    const known = this.found.get(dir);
    if (known !== undefined) return known;
    const candidates = this.candidates(dir);
    // Most configs have no settings and need no parser.
    const settings =
      candidates.length === 0
        ? null
        : (await import("./parse-settings.ts")).parseCandidates(candidates, this.knownIds);
    this.found.set(dir, settings);
    return settings;
  }

  private candidates(dir: string): Candidate[] {
    const rc = join(dir, RC_NAME);
    const manifest = join(dir, "package.json");
    const rcBytes = this.fs.readFile(rc);
    const manifestText = this.manifest(manifest);
    return [
      ...(rcBytes === null ? [] : [{ path: rc, text: new TextDecoder().decode(rcBytes), isPackage: false }]),
      ...(manifestText?.includes(JSON.stringify(PACKAGE_KEY))
        ? [{ path: manifest, text: manifestText, isPackage: true }]
        : []),
    ];
  }

  /** An unreadable package.json is ignored. */
  private manifest(path: string): string | null {
    try {
      const bytes = this.fs.readFile(path);
      return bytes === null ? null : new TextDecoder().decode(bytes);
    } catch {
      return null;
    }
  }
}
