/** The borders of a part of a model id: "qwen3:4b", "Llama-3.2-3B-Instruct", "org/phi-3.5_mini". */
const START = "(?:^|[-_:/.@ ])";
const END = "(?=$|[-_:/@. ])";
const BILLIONS = new RegExp(`${START}(\\d{1,3}(?:\\.\\d+)?)b${END}`, "gi");
const MILLIONS = new RegExp(`${START}([1-9]\\d{2})m${END}`, "gi");
/** Forms such as 8x7b and e4b, whose figures do not give the total. */
const COMPOSED = /\d+x\d+(?:\.\d+)?b|(?:^|[-_:/. ])e\d+b/i;

/** Billions of parameters: the largest figure in a model id; null when it names none. */
export function billionsOf(id: string): number | null {
  if (COMPOSED.test(id)) return null;
  const sizes = [
    ...[...id.matchAll(BILLIONS)].map((match) => Number(match[1])),
    ...[...id.matchAll(MILLIONS)].map((match) => Number(match[1]) / 1_000),
  ];
  return sizes.length === 0 ? null : Math.max(...sizes);
}

/** Bits per weight that a quantization in the id names ("q3_k_m", "iq2_xs", "3bit"); null when it names none. */
export function bitsOf(id: string): number | null {
  const match = /(?:^|[-_:/@. ])(?:(?:ud-)?i?q(\d)(?:_\w+)?|(\d)-?bit)(?=$|[-_:/@. ])/i.exec(id);
  const bits = match?.[1] ?? match?.[2];
  return bits === undefined ? null : Number(bits);
}

/** Up to this size a model cannot handle a full agent prompt at any quantization. */
const TINY_BILLIONS = 4;
/** Up to this size a model cannot handle it at 3 bits or fewer. */
const COARSE_BILLIONS = 14;

/** Why a model is too small for a full agent prompt, by its id; null when it is not, or the id names no size. */
export function whyTooSmall(id: string): string | null {
  return whySizeTooSmall(billionsOf(id), bitsOf(id));
}

/** The same by figures: billions of parameters and bits per weight; null is unknown. */
export function whySizeTooSmall(billions: number | null, bits: number | null): string | null {
  if (billions === null) return null;
  if (billions <= TINY_BILLIONS) return `${billions} billion parameters`;
  return bits !== null && bits <= 3 && billions <= COARSE_BILLIONS
    ? `${billions} billion parameters at ${bits} bits`
    : null;
}
