import { runCommandLine } from "./command-line.ts";
import { createProcessIo, flush } from "./process-io.ts";

const io = createProcessIo();
const code = await runCommandLine(process.argv.slice(2), io);
await Promise.all([flush(io.stdout), flush(io.stderr)]);
process.exit(code);
