// The real OpenClaw's `config validate` and `doctor` migrations in one long-lived process: a start of the CLI takes 5 s.
// Run with OpenClaw's Node: node validator.js <package folder>. Reads lines of JSON {id, text, migrate?} from standard
// input, and answers each with {id, valid, issues} and, if asked, the config after OpenClaw's own migrations.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const dist = `${process.argv[2]}/dist`;
const config = process.env.OPENCLAW_CONFIG_PATH;

/** A function of a bundled module by its name in the source; the names of exports are shortened. */
async function load(prefix, name) {
  for (const file of readdirSync(dist).filter((f) => f.startsWith(prefix))) {
    const text = readFileSync(`${dist}/${file}`, "utf8");
    const short = new RegExp(`\\b${name} as (\\w+)`).exec(text)?.[1];
    if (text.includes(`function ${name}(`) && text.includes("export {"))
      return (await import(`${dist}/${file}`))[short ?? name];
  }
  throw new Error(`OpenClaw has no ${name}`);
}

/** What `openclaw config validate` of 2026.9.6 calls. */
async function newReader() {
  const { readConfigFileSnapshotWithPluginMetadata } = await import(`${dist}/config/config.js`);
  const finish = await load("config-cli-validation-", "finishConfigValidationForCli");
  return async () =>
    finish(await readConfigFileSnapshotWithPluginMetadata({ observe: false, prepareValidation: "strict" }));
}

/** What decides in older releases: in `config validate`, and before any command of those that have none. */
async function oldReader() {
  const guard = readdirSync(dist).find((f) => f.startsWith("config-guard-"));
  const imported = /(\w+) as readConfigFileSnapshot\b[^}]*} from "\.\/([^"]+)"/;
  const [, short, file] = imported.exec(readFileSync(`${dist}/${guard}`, "utf8"));
  return (await import(`${dist}/${file}`))[short];
}

const isNew = readdirSync(dist).some((f) => f.startsWith("config-cli-validation-"));
const read = isNew ? await newReader() : await oldReader();
const migrateLegacyConfig = isNew ? await load("legacy-config-migrate-", "migrateLegacyConfig") : null;

async function validate(text) {
  writeFileSync(config, text, { mode: 0o600 });
  const { valid, issues, warnings } = await read();
  return { valid, issues, warnings };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, text, migrate } = JSON.parse(line);
  let answer;
  try {
    answer = await validate(text);
    if (migrate !== undefined) {
      const { config: after, sourceConfig, changes } = migrateLegacyConfig(migrate, {});
      answer.migrated = sourceConfig ?? after;
      answer.changes = changes;
    }
  } catch (error) {
    answer = { valid: null, error: String(error?.stack ?? error) };
  }
  process.stdout.write(`\n\u0000${JSON.stringify({ id, ...answer })}\n`);
}
