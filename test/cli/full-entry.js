// The executable without its fast way: every command line takes the long one.
import { main } from "../../dist/full.js";

await main(process.argv.slice(2));
