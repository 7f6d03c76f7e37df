import type { Setup } from "../doctor/harness.ts";
import { type Emulator, type Profile, startEmulator, startLmStudio } from "../emulators/index.ts";
import type { LmStudioOptions } from "../emulators/lmstudio.ts";

type Start = () => Promise<Emulator>;
export type RowConfig = Omit<Setup, "baseUrl"> & {
  /** Without /v1; or with a slash at the end. Default: the emulator's own base URL. */
  at?: "origin" | "slash";
  /** An address that is not the emulator's. */
  baseUrl?: string;
};

export interface CheckRow {
  what: string;
  server: Start;
  config: RowConfig;
  /** "severity id" of the only finding; null: silence. */
  finds: string | null;
  /** Value of each edit of its fix, by path. */
  edits?: { [path: string]: unknown };
  /** Ids that are found once the edits are made; default none. */
  afterwards?: string[];
  commands?: string[];
  /** Part of the message. */
  says?: RegExp;
  /** Ids that a healthy one has under --deep all the same; default none. */
  deepFinds?: string[];
  /** Options of doctor. */
  args?: string[];
}

export const at = (profile: Profile) => () => startEmulator(profile);
export const studio = (options: LmStudioOptions) => () => startLmStudio(options);
export const row = (path: string, provider = "local") => `models.providers.${provider}.models[0].${path}`;
export const lms = (id: string, more: object = {}) => ({
  key: id,
  instances: [{ id, context: 65_536 }],
  ...more,
});
