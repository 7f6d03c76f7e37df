import { type Cases, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "its own ids are longer than its template takes",
      server: () => vllm({ refuses: ["short-call-id"] }),
      deep: true,
      finds: "error tool-call-id-refused",
      says: /\(chatcmpl-tool-ID\d, sent back as chatcmpltoolID\d\)/,
      hint: /--chat-template/,
      like: { fix: null },
      // it knows the ids that it gave, without their underscore
      neighbors: [() => vllm({ refuses: ["call-id"] })],
    },
  ],
};
