import type { CollectedEvidence } from "../collector.ts";
import { oneLine } from "../wording.ts";
import type { Scene } from "./scene.ts";
import { type Pipeline, TestReport } from "./schemas.ts";

/** What GitLab read from the JUnit reports that the pipeline's jobs left; nothing when they left none. */
export async function collectTestReport(scene: Scene, pipeline: Pipeline): Promise<CollectedEvidence[]> {
  const report = await scene.client.get(
    (api) => api.pipelines.showTestReport(scene.project, pipeline.id),
    TestReport,
    `The test report of pipeline ${pipeline.id}`,
  );
  const broken = report.test_suites.filter((suite) => suite.suite_error);
  if (report.total_count === 0 && broken.length === 0) return [];
  const failed = report.test_suites.flatMap((suite) =>
    (suite.test_cases ?? [])
      .filter(({ status }) => status === "failed" || status === "error")
      .map((test) => ({ ...test, suite: suite.name ?? "" })),
  );
  const taken = failed.slice(0, scene.limits.tests);
  const lines = [
    `Tests: ${report.total_count}, failed: ${report.failed_count}, errors: ${report.error_count}, skipped: ${report.skipped_count}`,
    ...broken.map((suite) => `Suite ${oneLine(suite.name ?? "")}: ${oneLine(suite.suite_error ?? "", 2000)}`),
  ];
  for (const test of taken) {
    const name = test.classname ? `${test.classname} › ${test.name}` : test.name;
    lines.push(
      "",
      `${test.status} in job ${oneLine(test.suite)}: ${oneLine(name)}${test.file ? ` (${oneLine(test.file)})` : ""}`,
      ...indented(outputOf(test.system_output)),
      ...indented(test.stack_trace ?? ""),
    );
  }
  const truncated = taken.length < failed.length;
  if (truncated) lines.push("", `[inquest left out ${failed.length - taken.length} more failed tests]`);
  return [
    {
      kind: "test_report",
      title: `Test report of pipeline ${pipeline.id}`,
      ...(pipeline.web_url ? { url: `${pipeline.web_url}/test_report` } : {}),
      content: `${lines.join("\n")}\n`,
      data: {
        total: report.total_count,
        failed: report.failed_count,
        errored: report.error_count,
        skipped: report.skipped_count,
        tests: taken.map(({ name, classname, file, status, suite }) => ({
          name,
          class: classname ?? undefined,
          file: file ?? undefined,
          status,
          job: suite,
        })),
      },
      ...(truncated ? { truncated } : {}),
    },
  ];
}

function outputOf(output: unknown): string {
  if (typeof output === "string") return output;
  return output === null || output === undefined ? "" : JSON.stringify(output);
}

function indented(text: string): string[] {
  if (!text.trim()) return [];
  return text
    .slice(0, 8000)
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => `    ${line}`);
}
