import { describe, expect, it } from "vitest";
import { neutralize, redactSecrets } from "../../src/core/text.ts";

describe("neutralize", () => {
  it.each([
    ["plain/model-1.0", "plain/model-1.0"],
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007x", "x"],
    ["\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["a\r\nb\tc", "a b c"],
    ["\u009b2Jx", "x"],
    ["abc\u202efdp.exe", "abc fdp.exe"],
    ["zero\u200bwidth", "zero width"],
    ["  x  ", "x"],
    ["naïve 模型 🦙", "naïve 模型 🦙"],
  ])("%j → %j", (given, wanted) => {
    expect(neutralize(given)).toBe(wanted);
  });

  it("caps the length without cutting a character in two", () => {
    expect(neutralize("x".repeat(500))).toHaveLength(200);
    expect(neutralize("🦙".repeat(10), 4)).toBe("🦙…");
  });
});

describe("redactSecrets", () => {
  const key = "sk-abcdefghijklmnop";
  it.each([
    [`Received=${key}, expected`, [key], "Received=***, expected"],
    [
      "Malformed LM Studio API token provided: sk-abcdefg***.",
      [key],
      "Malformed LM Studio API token provided: ***.",
    ],
    ["http://user:pass@host/v1", [], "http://***@host/v1"],
    ["Authorization: Bearer abc123def", [], "Authorization: Bearer ***"],
    ["GET /v1?api_key=abc&x=1", [], "GET /v1?api_key=***&x=1"],
    ["the provider lmstudio", ["lmstudio"], "the provider lmstudio"],
    ["nothing", [""], "nothing"],
  ])("%j", (text, secrets, wanted) => {
    expect(redactSecrets(text, secrets)).toBe(wanted);
  });
});
