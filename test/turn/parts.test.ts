import { describe, expect, it } from "vitest";
import { jsonFault, leaksReasoning, repeatsItself, signature } from "../../src/turn/exam/look.ts";
import { rateOf } from "../../src/turn/exam/wilson.ts";
import { OllamaCollector } from "../../src/turn/wire/parse-ollama.ts";

describe("the interval", () => {
  // Wilson (1927), 95 %: values of R's prop.test(correct = FALSE), rounded
  it.each([
    [0, 10, 0, 0.278],
    [10, 10, 0.722, 1],
    [5, 10, 0.237, 0.763],
    [1, 1, 0.207, 1],
    [81, 263, 0.255, 0.366],
    [0, 0, 0, 1],
  ])("%i of %i", (good, of, low, high) => {
    const rate = rateOf(good, of);
    expect(rate.low).toBeCloseTo(low, 3);
    expect(rate.high).toBeCloseTo(high, 3);
  });
});

describe("what an answer shows", () => {
  it("tells repetition from lists, rules and tables", () => {
    expect(repeatsItself("HeyHeyHeyHeyHeyHeyHeyHeyHeyHeyHeyHey")).toBe(true);
    expect(repeatsItself("I will read the file. ".repeat(4))).toBe(true);
    expect(repeatsItself("-".repeat(400))).toBe(false);
    expect(repeatsItself("| --- | --- | --- | --- | --- | --- |")).toBe(false);
    expect(repeatsItself("0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0")).toBe(false);
    expect(repeatsItself("First read the file. Then read the other file. Then write the file.")).toBe(false);
  });

  it("is quick on a long answer that repeats nothing", () => {
    const text = Array.from({ length: 4_000 }, (_, i) => String.fromCharCode(97 + ((i * i * 7) % 26))).join(
      "",
    );
    const started = performance.now();
    repeatsItself(text.repeat(4).slice(0, 16_384));
    repeatsItself("a b".repeat(5_461));
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("recognizes leaked reasoning", () => {
    expect(leaksReasoning("<think>Hm.</think> 42")).toBe(true);
    expect(leaksReasoning("I think that it is 42")).toBe(false);
  });

  it("treats equal calls as equal, whatever the order of their arguments", () => {
    expect(signature("read", '{"a": 1, "b": 2}')).toBe(signature("read", '{"b":2,"a":1}'));
    expect(signature("read", '{"a": 1}')).not.toBe(signature("read", '{"a": 2}'));
  });

  it("tolerates a fence around JSON and nothing else", () => {
    const schema = { type: "object", required: ["count"] };
    expect(jsonFault('```json {"count": 3} ```', schema)).toBeNull();
    expect(jsonFault('{"count": 3}', schema)).toBeNull();
    expect(jsonFault('Here it is: {"count": 3}', schema)).toContain("not the JSON alone");
    expect(jsonFault('{"number": 3}', schema)).toContain("count");
  });
});

describe("an answer of Ollama that is not streamed", () => {
  const answer = { message: { content: "pong", tool_calls: [{ function: { name: "read" } }] }, done: true };
  it.each(["", "\n"])("is read once, with %j at its end", (end) => {
    const collector = new OllamaCollector();
    collector.push(JSON.stringify(answer) + end);
    collector.whole(answer);
    expect(collector.result).toMatchObject({ text: "pong", toolCalls: [{ name: "read" }], ended: true });
    expect(collector.result.toolCalls).toHaveLength(1);
  });
});
