import { acceptedBy } from "./lib/releases.ts";
import { scenario } from "./lib/scenario.ts";

scenario("what init merges, before the newest release", ["openclaw"], ({ openclaw }) => acceptedBy(openclaw));
