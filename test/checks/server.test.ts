import { suite } from "./support/suite.ts";

await suite("server");
await suite("tool");
