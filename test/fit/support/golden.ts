import { GIB } from "../../../src/core/bytes.ts";
import type { ModelPick } from "../../../src/fit/types.ts";
import type { HardwareSpec } from "./hardware.ts";

/** Two places: model, quant, thousands (1024) of tokens, GiB, tokens a second at 16K, and its labels by their initials. */
export type GoldenRow = [spec: HardwareSpec, tier: string, first: string, second: string];

/** Machine | kind, vendor, budget (GiB), bandwidth (GB/s) and more of the spec | tier | first pick | second pick */
const TABLE = `
8 GB card       | gpu nvidia 6.996 272                            | T1 | qwen3.5-9b Q4_K_M 32K q8_0 6.7 32 s                  | qwen3.5-4b Q4_K_M 64K f16 5.4 58 fm
12 GB card      | gpu nvidia 11 360                               | T2 | qwen3.5-9b Q4_K_M 128K f16 10.2 41 s                 | qwen3.5-4b Q4_K_M 192K f16 9.4 76 fm
16 GB card      | gpu nvidia 14.92 960                            | T2 | qwen3.5-9b Q4_K_M 256K f16 14.2 105 sm               | qwen3.5-4b Q4_K_M 256K f16 11.4 190 f
RTX 4090        | gpu nvidia 22.99 1008                           | T3 | qwen3.8-27b UD-Q4_K_M 64K f16 20.3 40 s              | ornith-1.0-35b-a3b Q4_K_M 64K f16 22.1 147 f
RX 7900 XTX     | gpu amd 22.98 960                               | T3 | qwen3.8-27b UD-Q4_K_M 64K f16 20.3 30 s              | ornith-1.0-35b-a3b Q4_K_M 64K f16 22.1 78 f
RTX 5090        | gpu nvidia 30.84 1792                           | T4 | qwen3.8-27b Q6_K 64K f16 26.2 53 s                   | ornith-1.0-35b-a3b Q4_K_M 256K f16 25.8 202 fm
2 x RTX 3090    | gpu nvidia 46 936 cards=2                       | T4 | qwen3.8-27b Q8_0 192K f16 40.8 22 s                  | ornith-1.0-35b-a3b Q8_0 256K f16 40.8 128 f
H100 80 GB      | gpu nvidia 78.65 3350                           | T5 | qwen3.8-27b Q8_0 256K f16 44.5 76 sm                 | ornith-1.0-35b-a3b Q8_0 256K f16 40.5 246 f
GB10            | unified nvidia 105.07 273 total=121.7 ram=121.7 name=NVIDIA GB10 | T5 | ornith-1.0-35b-a3b Q8_0 256K f16 40.5 49 f           | qwen3.8-27b UD-Q4_K_M 256K f16 32.3 11 sm
Strix Halo      | unified amd 108.5 256 ram=124                   | T5 | ornith-1.0-35b-a3b Q8_0 256K f16 40.5 47 f           | qwen3.8-27b UD-Q4_K_M 256K f16 32.3 11 sm
Mac 16 GB       | unified apple 9.667 120 ram=16                  | T1 | qwen3.5-9b Q4_K_M 64K f16 8.2 13 s                   | qwen3.5-4b Q4_K_M 128K f16 7.4 23 fm
Mac 32 GB       | unified apple 23.96 120 ram=32                  | T3 | ornith-1.0-35b-a3b Q4_K_M 64K f16 22.1 23 sfm        | qwen3.6-35b-a3b Q4_K_M 64K f16 22.6 23
Mac 36 GB       | unified apple 27.08 273 ram=36                  | T3 | ornith-1.0-35b-a3b Q4_K_M 256K f16 25.8 44 fm        | qwen3.8-27b UD-Q4_K_M 128K f16 24.3 11 s
Mac 64 GB       | unified apple 47 410 ram=64                     | T4 | qwen3.8-27b UD-Q4_K_M 256K f16 32.3 16 sm            | ornith-1.0-35b-a3b Q8_0 256K f16 40.5 53 f
M3 Ultra 96 GB  | unified apple 71 800 ram=96                     | T5 | qwen3.8-27b Q8_0 256K f16 44.5 18 sm                 | ornith-1.0-35b-a3b Q8_0 256K f16 40.5 80 f
M4 Max 128 GB   | unified apple 106.5195 546 ram=128              | T5 | qwen3.8-27b Q6_K 256K f16 38.2 16 sm                 | ornith-1.0-35b-a3b Q8_0 256K f16 40.5 64 f
M3 Ultra 256 GB | unified apple 221 819 ram=256                   | T6 | qwen3.8-27b Q8_0 256K f16 44.5 19 sm                 | ornith-1.0-35b-a3b Q8_0 256K f16 40.5 81 f
M3 Ultra 512 GB | unified apple 463 819 ram=512                   | T7 | glm-5.2 UD-Q4_K_XL 256K f16 369.1 12 sm              | ornith-1.0-35b-a3b Q8_0 256K f16 40.5 81 f
8 x H100        | gpu nvidia 629.2 3350 cards=8                   | T8 | glm-5.2 UD-Q5_K_XL 256K f16 555.6 50 sm              | ornith-1.0-35b-a3b Q8_0 256K f16 42.6 246 f
CPU, 32 GB      | cpu - 16 80                                     | T2 | qwen3.5-4b Q4_K_M 256K f16 11.4 17 sfm               | ornith-1.0-9b Q4_K_M 256K f16 14.1 9
CPU, 64 GB      | cpu - 40 80                                     | T4 | ornith-1.0-35b-a3b Q8_0 128K f16 38.0 16 sf          | ornith-1.0-35b-a3b Q4_K_M 256K f16 25.8 18 m
`;

/** The expected picks by machine. */
export const GOLDEN: Record<string, GoldenRow> = Object.fromEntries(
  TABLE.trim()
    .split("\n")
    .map((line): [string, GoldenRow] => {
      const [name = "", machine = "", tier = "", first = "", second = ""] = line.split(/ *\| */);
      return [name, [specOf(machine), tier, first, second]];
    }),
);

function specOf(text: string): HardwareSpec {
  const [kind, vendor, budget, bandwidth] = text.split(" ");
  const more = [...text.matchAll(/(\w+)=(.+?)(?= \w+=|$)/g)].map(([, key, value]) => [
    key,
    key === "name" ? value : Number(value),
  ]);
  return {
    kind: (["gpu", "unified"] as const).find((one) => one === kind) ?? "cpu",
    vendor: (["nvidia", "amd", "apple"] as const).find((one) => one === vendor) ?? null,
    budget: Number(budget),
    bandwidth: Number(bandwidth),
    ...Object.fromEntries(more),
  };
}

/** A pick in one line: model, form, thousands (1024) of tokens, cache, GiB, tokens a second. */
export function brief(pick: ModelPick | undefined): string {
  if (!pick) return "none";
  const speed = pick.decodeTokensPerSecond;
  const pace = speed === null ? "?" : Math.round((speed.low + speed.high) / 2);
  const need = (pick.needBytes.total / GIB).toFixed(1);
  return `${pick.model} ${pick.quant} ${pick.contextTokens / 1024}K ${pick.kvType} ${need} ${pace}`;
}

/** The same with the initials of its labels: s(trongest), f(astest), m(ost context). */
export function labelled(pick: ModelPick | undefined): string {
  const initials = pick?.labels.map((label) => label.charAt(0)).join("") ?? "";
  return initials === "" ? brief(pick) : `${brief(pick)} ${initials}`;
}
