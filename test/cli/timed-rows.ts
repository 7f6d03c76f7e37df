import type { Setup } from "../doctor/harness.ts";
import { llamacpp, type Profile, vllm } from "../emulators/index.ts";

const HEARTBEAT = {
  agents: { defaults: { model: { primary: "local/qwen3-coder-30b" }, heartbeat: { every: "1m" } } },
};
/** Reads the long prompt in about 6 s, and writes its four tokens in some tenths of a second each. */
const SLOW = { read: 2_000, write: 8 };

/** What only the clock shows. The faulty servers take seconds, so that a busy machine cannot look like them. */
export const TIMED_ROWS: readonly {
  id: string;
  faulty: Profile;
  neighbours: Profile[];
  setup?: Omit<Setup, "baseUrl">;
}[] = [
  {
    id: "prompt-cache-thrash",
    faulty: vllm({ speed: { read: 3_000, keeps: false } }),
    neighbours: [vllm({ speed: { read: 3_000 } }), vllm({ speed: { read: 30_000, keeps: false } })],
  },
  {
    id: "heartbeat-blocks-gpu",
    faulty: vllm({ speed: { ...SLOW, slots: 1 } }),
    // one works on two at once, one says that it has four slots, one has one and is quick
    neighbours: [
      vllm({ speed: SLOW }),
      llamacpp({ slots: 4, speed: { ...SLOW, slots: 1 } }),
      vllm({ speed: { read: 20_000, slots: 1 } }),
    ],
    setup: { more: HEARTBEAT },
  },
  {
    id: "llm-timeout-slow-prefill",
    faulty: vllm({ speed: { read: 4_000 } }),
    neighbours: [vllm({ speed: { read: 40_000 } })],
    setup: { provider: { timeoutSeconds: 3 } },
  },
];
