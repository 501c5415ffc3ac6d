import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { processStart } from "../../src/embedded/process-start.ts";

test("a process that lives has a start, and one that is gone is dead", async () => {
  expect(await processStart(process.pid)).toMatch(/^\d+$|^alive$/);
  const child = spawn("true");
  await once(child, "exit");
  expect(await processStart(child.pid ?? 0)).toBe("dead");
});

test.skipIf(!existsSync("/proc/self/stat"))(
  "a killed process that its parent never asks about is dead, though it still has its number",
  async () => {
    // The shell becomes a program that waits for no child.
    const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    const nameOf = () => readFile(`/proc/${parent.pid}/comm`, "utf8");
    await expect.poll(nameOf).toBe("sleep\n");
    expect(await processStart(pid)).toMatch(/^\d+$/);
    process.kill(pid, "SIGKILL");
    await expect.poll(() => processStart(pid)).toBe("dead");
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    parent.kill("SIGKILL");
  },
);
