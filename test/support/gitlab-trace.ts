/**
 * How a job's trace is framed by GitLab's runner: sections in markers that end with a carriage return and an
 * erased line, colours, and with `timestamps` (GitLab 17.1 and newer) each line's moment and stream before it.
 */
export function asGitLabTrace(
  output: string,
  options: { command: string; exitCode: number; timestamps?: boolean },
): string {
  const { command, exitCode, timestamps = false } = options;
  const start = Date.parse("2026-01-05T08:00:05.000Z");
  const seconds = Math.floor(start / 1000);
  const erase = "\u001b[0K";
  const section = (name: string, title: string, lines: string[]) => [
    `section_start:${seconds}:${name}\r${erase}${erase}\u001b[36;1m${title}\u001b[0;m${erase}`,
    ...lines,
    `section_end:${seconds + 3}:${name}\r${erase}`,
  ];
  const lines = [
    `${erase}Running with gitlab-runner 18.1.1 (2b813ade)${erase}`,
    `${erase}  on runner-3 ajBqVJKtu, system ID: s_8e6850b2bce1${erase}`,
    ...section("prepare_executor", 'Preparing the "docker" executor', [
      `${erase}Using Docker executor with image node:20 ...${erase}`,
    ]),
    ...section("get_sources", "Getting source from Git repository", [
      "\u001b[32;1mFetching changes with git depth set to 20...\u001b[0;m",
      "\u001b[32;1mSkipping Git submodules setup\u001b[0;m",
    ]),
    ...section("step_script", 'Executing "step_script" stage of the job script', [
      `\u001b[32;1m$ ${command}\u001b[0;m`,
      ...output.replace(/\n$/, "").split("\n"),
    ]),
    ...(exitCode === 0
      ? [`\u001b[32;1mJob succeeded\u001b[0;m`]
      : [
          ...section("cleanup_file_variables", "Cleaning up project directory and file based variables", []),
          `\u001b[31;1mERROR: Job failed: exit code ${exitCode}`,
          `\u001b[0;m`,
        ]),
  ];
  if (!timestamps) return `${lines.join("\n")}\n`;
  const moment = (index: number) => new Date(start + index * 37).toISOString().replace("Z", "123Z");
  return lines.map((line, index) => `${moment(index)} 00O ${line}\n`).join("");
}
