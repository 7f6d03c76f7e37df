import { getKey, isObject, type Json } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { type Fault, objectRule, type Rule, textRule } from "./rule.ts";

const REPOSITORY = /^[a-z0-9.-]+(?::\d+)?(?:\/[^/\s]+){2,}$/;

const projects = objectRule("2026.9.6", ["cloudWorkers.projectProfiles"], (map) =>
  Object.keys(map)
    .filter((key) => !REPOSITORY.test(key) || key !== key.toLowerCase() || key.endsWith(".git"))
    .map((key) => ({
      below: [key],
      atKey: true,
      message: "must be a repository in lower case, host/owner/repo, without .git",
    })),
);

const outerSpaces = textRule("2026.9.6", ["cloudWorkers.projectProfiles.*"], (text) =>
  text === text.trim() ? null : "must not begin or end with a space",
);

const profileNames = objectRule("2026.8.2", ["cloudWorkers.profiles"], (profiles) =>
  Object.keys(profiles)
    .filter((key) => key !== key.trim())
    .map((key) => ({ below: [key], atKey: true, message: "must not begin or end with a space" })),
);

const SENSITIVE = /token$|password|secret|api.?key|encrypt.?key|private.?key|serviceaccount(?:ref)?$/i;
const HARMLESS =
  /(?:max(?:output|input|completion)?tokens|(?:context|total)tokens|token(?:count|limit|budget)|passwordfile)$/i;

const isSensitive = (key: string) => SENSITIVE.test(key) && !HARMLESS.test(key);

const settings = objectRule("2026.8.2", ["cloudWorkers.profiles.*.settings"], (value) =>
  openSecrets(value, []),
);

function openSecrets(value: Json, below: ConfigPath): Fault[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => openSecrets(item, [...below, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const place = [...below, key];
    const isSecret = /^keyref$/i.test(key) || isSensitive(key) || isSensitive(key.replace(/ref$/i, ""));
    if (!isSecret) return openSecrets(item, place);
    const isRef = ["source", "provider", "id"].every((part) => typeof getKey(item, part) === "string");
    return isRef ? [] : [{ below: place, message: "must be a SecretRef" }];
  });
}

export const CLOUD_WORKER_RULES: readonly Rule[] = [projects, outerSpaces, profileNames, settings];
