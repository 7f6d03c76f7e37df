import type { ExamResult } from "../../../src/core/measured.ts";

/** A real model that takes the exam in test/real/exam-models.test.ts. */
export interface RealModel {
  id: string;
  /** What it is, for the table. */
  what: string;
  /** In the folder that test/real/tools/get-exam-models.sh fills; null: the lane's model that always makes one call. */
  file: string | null;
  /** Options of llama-server. */
  args: readonly string[];
  /** Added to each request. */
  settings?: Record<string, number>;
}

export interface RealResult {
  date: string;
  /** Without its duration, which depends on the machine. */
  exam: Omit<ExamResult, "ms">;
}

const CODER_1B5 = "qwen2.5-coder-1.5b.gguf";
const CODER_0B5 = "qwen2.5-coder-0.5b.gguf";

/** The first four are the distinct models that were to be had; the others are forms of them, or made by the lane. */
export const REAL_MODELS: readonly RealModel[] = [
  { id: "smollm2", what: "SmolLM2-135M-Instruct, Q4_1", file: "smollm2-135m.gguf", args: [] },
  {
    id: "gemma3",
    what: "Gemma 3 270M (base, not tuned for chats), Q4_K_M",
    file: "gemma3-270m-base.gguf",
    args: ["--chat-template", "gemma"],
  },
  { id: "coder-0.5b", what: "Qwen2.5-Coder-0.5B-Instruct, Q4_K_M", file: CODER_0B5, args: [] },
  { id: "coder-1.5b", what: "Qwen2.5-Coder-1.5B-Instruct, Q4_K_M", file: CODER_1B5, args: [] },
  {
    id: "coder-1.5b-cold",
    what: "the same, temperature 0",
    file: CODER_1B5,
    args: [],
    settings: { temperature: 0 },
  },
  {
    id: "coder-1.5b-hot",
    what: "the same, temperature 1.5",
    file: CODER_1B5,
    args: [],
    settings: { temperature: 1.5 },
  },
  {
    id: "coder-1.5b-q2",
    what: "the same, requantized to Q2_K",
    file: "qwen2.5-coder-1.5b-q2_k.gguf",
    args: [],
  },
  {
    id: "coder-1.5b-chatml",
    what: "the same, with a chat template without tools",
    file: CODER_1B5,
    args: ["--chat-template", "chatml"],
  },
  {
    id: "coder-0.5b-q2",
    what: "Qwen2.5-Coder-0.5B-Instruct, requantized to Q2_K",
    file: "qwen2.5-coder-0.5b-q2_k.gguf",
    args: [],
  },
  { id: "one-call", what: "the lane's made model, which always makes one call", file: null, args: [] },
];
