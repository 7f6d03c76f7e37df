import { type Cases, vllm } from "../support/kit.ts";

export const cases: Cases = {
  scenarios: [
    // TODO: a server with the fault, that finds "warning host-header-refused"; and more neighbors
    {
      title: "a healthy server is left alone",
      server: () => vllm(),
      finds: null,
    },
  ],
};
