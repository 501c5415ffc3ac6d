#!/usr/bin/env node
import { isMissingFor, supportsNode } from "../scripts/node-version.js";

if (!supportsNode(process.versions.node)) {
  console.error(isMissingFor(process.versions.node));
  process.exit(1);
}

try {
  const { setUp } = await import("../scripts/setup.js");
  await setUp();
} catch (error) {
  if (error?.name !== "SetupError") throw error;
  console.error(`${error.message}\n${error.remedy}`);
  process.exit(1);
}
await import("../dist/main.js");
