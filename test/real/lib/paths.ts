import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** Everything that the lane downloads, makes or lets others write. Git ignores it; later runs use it again. */
export const CACHE = `${ROOT}.cache/real`;
export const TOOLS = fileURLToPath(new URL("../tools/", import.meta.url));
