import { expect, it } from "vitest";
import { InterruptedError } from "../../src/core/errors.ts";
import { createPrompter } from "../../src/ui/prompts.ts";

it("a run that is interrupted ends every open question as an interruption", async () => {
  const prompter = createPrompter({ signal: AbortSignal.abort() });
  const questions = [
    prompter.confirm("Write this?", true),
    prompter.select("Which?", [{ value: "a", name: "a" }]),
    prompter.text("How many?", null, () => null),
  ];
  for (const question of await Promise.allSettled(questions)) {
    expect(question.status === "rejected" && question.reason).toBeInstanceOf(InterruptedError);
  }
});
