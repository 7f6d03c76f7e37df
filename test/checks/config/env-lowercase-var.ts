import { atUrl, type Cases, GOOD, MODELS, provider } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    { text: provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: «"\${local_key}", ${MODELS}`) },
    { text: provider(`${GOOD}, headers: { "x-team": «"a-\${team-name}" }`) },
    { text: atUrl('«"http://${gpu_host}:8000/v1"') },
  ],
  passing: [
    provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: "\${LOCAL_KEY}", ${MODELS}`),
    provider(`baseUrl: "http://127.0.0.1:8000/v1", apiKey: "$\${escaped}", ${MODELS}`),
    // text in braces that is not a variable
    provider(`${GOOD}, headers: { "x-team": "{team}" }`),
  ],
};
