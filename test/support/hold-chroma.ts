/** A process that opens the embedded Chroma under the folder given, says its address, and holds it. */
import { openEmbeddedChroma } from "../../src/vectorstore/embedded-chroma.ts";

const signal = new AbortController().signal;
const chroma = await openEmbeddedChroma({ folder: process.argv[2] ?? "" }, { signal });
process.stdout.write(`${chroma.url}\n`);
process.stdin.resume();
process.stdin.once("end", () => void chroma.close());
