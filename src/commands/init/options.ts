import type { InitOptions } from "../../init/options.ts";
import { checkedEndpoints } from "../shared/endpoints.ts";
import {
  colorOption,
  flagOption,
  listOption,
  noInputOption,
  numberOption,
  type RawOptions,
  textOption,
} from "../shared/options.ts";

/** The options of init, read from the command line's. */
export function initOptions(raw: RawOptions): InitOptions {
  return {
    config: textOption(raw, "config"),
    endpoint: checkedEndpoints(raw),
    providerId: textOption(raw, "providerId"),
    model: textOption(raw, "model"),
    template: textOption(raw, "template"),
    routing: textOption(raw, "routing"),
    hosted: listOption(raw, "hosted"),
    api: textOption(raw, "api"),
    context: numberOption(raw, "context"),
    apiKeyEnv: textOption(raw, "apiKeyEnv"),
    alias: textOption(raw, "alias"),
    vram: textOption(raw, "vram"),
    unified: textOption(raw, "unified"),
    ram: textOption(raw, "ram"),
    bandwidth: textOption(raw, "bandwidth"),
    yes: flagOption(raw, "yes"),
    dryRun: flagOption(raw, "dryRun"),
    json: flagOption(raw, "json"),
    noInput: noInputOption(raw),
    timeout: numberOption(raw, "timeout"),
    openclawVersion: textOption(raw, "openclawVersion"),
    quiet: flagOption(raw, "quiet"),
    verbose: flagOption(raw, "verbose"),
    color: colorOption(raw),
  };
}
