import { type Cases, generic, LISTED, llamacpp } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    {
      title: "the end of a thought in the answer",
      server: () => llamacpp({ answer: "Let me see. </think> pong" }),
      deep: true,
      finds: "warning think-leak",
      neighbors: [() => llamacpp({ answer: "I think <so>: pong" })],
    },
    {
      title: "<think> in the content",
      research: "23c",
      server: () => generic({ models: LISTED, chat: "think-leak" }),
      deep: true,
      finds: "warning think-leak",
    },
  ],
};
