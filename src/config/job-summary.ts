/** The file whose Markdown GitHub shows as a job's summary; within one of its workflow steps only. */
export function jobSummaryFile(): string | undefined {
  return process.env.GITHUB_STEP_SUMMARY || undefined;
}
