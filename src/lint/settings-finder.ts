import { dirname, join } from "node:path";
import type { Fs } from "../ports/index.ts";
import { type LintSettings, NO_SETTINGS, PACKAGE_KEY, RC_NAME } from "./settings.ts";

/** A settings file that may hold settings, not yet read. */
interface Candidate {
  path: string;
  text: string;
  /** True for package.json, where only one key is ours. */
  isPackage: boolean;
}

/** Finds the settings of config files; each folder is looked at once. */
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
   * The nearest settings above `folder`: they are not merged, so that one file says all. Stops behind the root of the
   * repository and the home directory: what lies above belongs to somebody else.
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
    // Most configs have no settings at all: these pay for no parser.
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

  /** A package.json that cannot be read is npm's business. */
  private manifest(path: string): string | null {
    try {
      const bytes = this.fs.readFile(path);
      return bytes === null ? null : new TextDecoder().decode(bytes);
    } catch {
      return null;
    }
  }
}
