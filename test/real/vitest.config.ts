import { defineConfig } from "vitest/config";

/** Not in every run of the CI, which has ten minutes: what is slow, or shows again what the others show. */
const ONLY_WITH_ALL = [
  "test/real/full/**",
  ...[
    ...["deep", "measure", "loading", "nginx", "litellm-faults"],
    ...["proof", "bring", "roles", "rows", "routings", "env-file", "local-service"],
  ].map((name) => `test/real/${name}.test.ts`),
];

// The lane against real servers and the real OpenClaw: slow, one file at a time (they share the ports 8000, 1234
// and 4000), and apart from `npm test`, because what it needs cannot be had on every machine.
// REQUIRE_REAL=1: a missing part is a failure, not a skip. KEEP_REAL=1: leave the homes of the scenarios in
// .cache/real/homes. Logs of the servers are in .cache/real/log.
export default defineConfig({
  test: {
    include: ["test/real/**/*.test.ts"],
    // 1,300 examples of OpenClaw's documentation take four minutes: npm run test:real-docs. The table of what OpenClaw sees
    // of live faults takes ten, and writes a file: npm run test:real-sees.
    exclude: [
      ...(process.env["REAL_DOCS"] === "1" ? [] : ["test/real/docs-examples.test.ts"]),
      ...(process.env["REAL_ALL"] === "1" ? [] : ONLY_WITH_ALL),
      ...(process.env["REAL_REPLIES"] === "1" ? [] : ["test/real/record.test.ts"]),
      ...(process.env["REAL_SEES"] === "1" ? [] : ["test/real/sees-live.test.ts"]),
      // an hour, and writes a file: npm run exam:real
      ...(process.env["EXAM_MODELS"] ? [] : ["test/real/exam-models.test.ts"]),
    ],
    globalSetup: ["test/real/setup.ts"],
    fileParallelism: false,
    // A server is started once for a file; the tests of a file tell one story, in order.
    sequence: { concurrent: false, shuffle: false },
    testTimeout: 150_000,
    hookTimeout: 120_000,
    reporters: ["verbose"],
  },
});
