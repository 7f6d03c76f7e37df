import type { JsonObject } from "../../core/json.ts";

const text: JsonObject = { type: "string", minLength: 1 };

/** A task of an exam file; docs/exam.md describes it. */
const TASK: JsonObject = {
  type: "object",
  required: ["id", "title", "prompt"],
  additionalProperties: false,
  properties: {
    id: { type: "string", pattern: "^[a-z0-9]+(-[a-z0-9]+)*$" },
    title: text,
    prompt: text,
    longPrompt: { type: "boolean" },
    steps: {
      type: "array",
      maxItems: 10,
      items: {
        type: "object",
        required: ["tool"],
        additionalProperties: false,
        properties: {
          tool: { anyOf: [text, { type: "array", minItems: 1, items: text }] },
          arguments: { type: "object", additionalProperties: text },
          result: text,
        },
      },
    },
    answer: {
      type: "object",
      minProperties: 1,
      additionalProperties: false,
      properties: { matches: text, json: { type: "object" } },
    },
  },
};

/** An exam file: tasks, and in one of the files the agent's prompt and tools. */
export const EXAM_FILE: JsonObject = {
  type: "object",
  additionalProperties: false,
  properties: {
    system: text,
    tools: {
      type: "array",
      minItems: 1,
      maxItems: 64,
      items: {
        type: "object",
        required: ["name", "description", "parameters"],
        additionalProperties: false,
        properties: {
          name: { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$" },
          description: text,
          parameters: { type: "object" },
        },
      },
    },
    tasks: { type: "array", minItems: 1, items: TASK },
  },
};
