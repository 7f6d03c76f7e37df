import { type Cases, GOOD, PRIMARY, provider, ROW, URL_LINE, withRow } from "../support/kit.ts";

export const cases: Cases = {
  failing: [
    {
      text: provider(`${URL_LINE} models: [{ ${ROW} }, { ${ROW.replace('"qwen3"', '«"qwen3"')} }]`, {
        rest: PRIMARY,
      }),
    },
    { text: provider(`${URL_LINE} models: [{ ${ROW} },\n { id: «"qwen3", name: "B" }]`, { rest: PRIMARY }) },
    {
      text: provider(
        `${URL_LINE} models: [{ ${ROW} }, { id: "small", name: "S", contextWindow: 65536 }, { id: «"small", name: "S2", contextWindow: 32768 }]`,
        { rest: PRIMARY },
      ),
    },
  ],
  passing: [
    withRow(ROW),
    provider(`${URL_LINE} models: [{ ${ROW} }, { id: "Qwen3", name: "B", contextWindow: 65536 }]`, {
      rest: PRIMARY,
    }),
    // two providers may have the same model
    `{ ${PRIMARY} models: { providers: { local: { ${GOOD} }, box: { ${GOOD} } } } }`,
  ],
};
