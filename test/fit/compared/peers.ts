import { asArray, asCount, asNumber, asString, getKey, parseJson } from "../../../src/core/json.ts";

/** A proposal of llmfit. */
export interface LlmfitPick {
  name: string;
  /** 10^9 parameters, as it counts them. */
  paramsB: number | null;
  /** "2024-09-20". */
  released: string | null;
  quant: string | null;
  needGB: number;
  contextTokens: number;
  /** "GPU", "CPU+GPU", "CPU". */
  runMode: string;
  tokensPerSecond: number | null;
}

/** A proposal of llm-checker. */
export interface CheckerPick {
  name: string;
  sizeGB: number | null;
  /** What its "Pull:" line names. */
  pull: string | null;
}

/** llmfit's estimate for one model at 65,536 tokens, in its GB of 2^30 bytes. */
export interface LlmfitPlan {
  repo: string;
  quant: string;
  kvGiB: number;
}

export interface Peers {
  date: string;
  llmfit: { version: string; machines: Map<string, LlmfitPick[]>; plans: LlmfitPlan[] };
  llmChecker: { version: string; machines: Map<string, CheckerPick[]> };
}

/** Reads what scripts/compare-recommenders.js stored. Throws where it is not of that form. */
export function parsePeers(text: string): Peers {
  const data = parseJson(text);
  const need = (value: unknown, key: string): string => {
    const found = asString(getKey(value, key));
    if (found === undefined) throw new Error(`peers.json has no ${key}`);
    return found;
  };
  const machines = <T>(tool: string, read: (pick: unknown) => T): Map<string, T[]> =>
    new Map(
      asArray(getKey(getKey(data, tool), "machines")).map((one) => [
        need(one, "name"),
        asArray(getKey(one, "picks")).map(read),
      ]),
    );
  return {
    date: need(data, "date"),
    llmfit: {
      version: need(getKey(data, "llmfit"), "version"),
      machines: machines("llmfit", (pick) => ({
        name: need(pick, "name"),
        paramsB: asNumber(getKey(pick, "paramsB")) ?? null,
        released: asString(getKey(pick, "released")) ?? null,
        quant: asString(getKey(pick, "quant")) ?? null,
        needGB: asNumber(getKey(pick, "needGB")) ?? 0,
        contextTokens: asCount(getKey(pick, "contextTokens")) ?? 0,
        runMode: need(pick, "runMode"),
        tokensPerSecond: asNumber(getKey(pick, "tokensPerSecond")) ?? null,
      })),
      plans: asArray(getKey(getKey(data, "llmfit"), "plans")).map((plan) => ({
        repo: need(plan, "repo"),
        quant: need(plan, "quant"),
        kvGiB: asNumber(getKey(plan, "kvGiB")) ?? 0,
      })),
    },
    llmChecker: {
      version: need(getKey(data, "llmChecker"), "version"),
      machines: machines("llmChecker", (pick) => ({
        name: need(pick, "name"),
        sizeGB: asNumber(getKey(pick, "sizeGB")) ?? null,
        pull: asString(getKey(pick, "pull")) ?? null,
      })),
    },
  };
}
