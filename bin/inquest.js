#!/usr/bin/env node
import module from "node:module";
import { isMissingFor, supportsNode } from "../scripts/node-version.js";

if (!supportsNode(process.versions.node)) {
  console.error(isMissingFor(process.versions.node));
  process.exit(1);
}

// Node.js 22 and newer keep what they compiled, so that the next start is quicker.
module.enableCompileCache?.();

try {
  const { setUp } = await import("../scripts/setup.js");
  await setUp();
} catch (error) {
  if (error?.name !== "SetupError") throw error;
  console.error(`${error.message}\n${error.remedy}`);
  process.exit(1);
}
await import("../dist/main.js");
