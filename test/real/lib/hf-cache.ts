import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** A Hugging Face home whose cache has these repositories ("org/name") as if they had been downloaded from the Hub. */
export function makeHfHome(home: string, folders: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  for (const [repository, folder] of Object.entries(folders)) {
    const root = `${home}/hub/models--${repository.replace("/", "--")}`;
    const snapshot = `${root}/snapshots/${COMMIT}`;
    mkdirSync(snapshot, { recursive: true });
    mkdirSync(`${root}/refs`);
    mkdirSync(`${root}/blobs`);
    writeFileSync(`${root}/refs/main`, COMMIT);
    for (const file of readdirSync(folder)) {
      symlinkSync(`${folder}/${file}`, `${root}/blobs/${file}`);
      symlinkSync(`../../blobs/${file}`, `${snapshot}/${file}`);
    }
    // mlx-lm lists only what has one, as every converted model does
    const index = { metadata: {}, weight_map: { "lm_head.weight": "model.safetensors" } };
    writeFileSync(`${snapshot}/model.safetensors.index.json`, JSON.stringify(index));
  }
  return { HF_HOME: home };
}
