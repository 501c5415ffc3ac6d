/** How a job's log is framed by GitHub Actions: set-up, checkout, the command in a group, the exit code. */
export function asActionsLog(
  output: string,
  options: { startedAt: Date; command: string; exitCode: number; repository: string; sha: string },
): string {
  const { command, exitCode, repository, sha } = options;
  const lines = [
    "Current runner version: '2.331.0'",
    "##[group]Runner Image Provisioner",
    "Hosted Compute Agent",
    "##[endgroup]",
    "##[group]Operating System",
    "Ubuntu",
    "24.04.3",
    "LTS",
    "##[endgroup]",
    "##[group]GITHUB_TOKEN Permissions",
    "Contents: read",
    "Metadata: read",
    "##[endgroup]",
    "Secret source: Actions",
    "Prepare workflow directory",
    "Prepare all required actions",
    "Complete job name: test",
    "##[group]Run actions/checkout@v4",
    "with:",
    `  repository: ${repository}`,
    "  token: ***",
    "  fetch-depth: 1",
    "##[endgroup]",
    `Syncing repository: ${repository}`,
    `[command]/usr/bin/git checkout --progress --force ${sha}`,
    `HEAD is now at ${sha.slice(0, 7)}`,
    `##[group]Run ${command}`,
    `\u001b[36;1m${command}\u001b[0m`,
    "shell: /usr/bin/bash -e {0}",
    "##[endgroup]",
    ...output.replace(/\n$/, "").split("\n"),
    ...(exitCode === 0 ? [] : [`##[error]Process completed with exit code ${exitCode}.`]),
    "Post job cleanup.",
    "[command]/usr/bin/git version",
    "git version 2.52.0",
    "Cleaning up orphan processes",
  ];
  const start = options.startedAt.getTime();
  return lines.map((line, index) => `${stamp(start + index * 37, index)} ${line}\n`).join("");
}

/** ISO 8601 with seven decimals, as the runner writes it. */
function stamp(milliseconds: number, index: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace("Z", `${String((index * 1237) % 10_000).padStart(4, "0")}Z`);
}
