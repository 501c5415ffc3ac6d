import { cleanLine, stripAnsi } from "../clean/clean-line.ts";

/** A stretch of the log that one command, fold or step wrote. */
export interface Section {
  /** The command or the step's name; empty when unknown. */
  name: string;
  /** First and last line of its output, 1-based and inclusive; `end` may be smaller than `start` when it wrote nothing. */
  start: number;
  end: number;
  /** True when the log says that it failed, false when it says that it passed. */
  failed: boolean | undefined;
  /** True when it prepares or cleans up. */
  bookkeeping: boolean;
}

/** Words in lines that may begin or end a section. */
export const SECTION_WORDS = [
  "travis_fold:",
  "travis_time:",
  "##[group]",
  "##[endgroup]",
  "##[error]",
  "##[section]",
  "section_start:",
  "section_end:",
  "exited with 0",
  "failed and exited",
  "your build has been stopped",
  "[pipeline] ",
  "exit code 0",
  "job failed",
  "exited with code",
  "\n$ ",
  "0k$ ",
  "0m$ ",
] as const;

const EXIT = /^(?:.{0,4000}The command "(.{0,2000}))?" (?:failed and )?exited with (\d+)/s;

/** Names of sections that prepare or clean up; they are not where a job fails unless they say so. */
const BOOKKEEPING =
  /^(?:cache\.?\d*|cache\b|after_|before_cache|setup|system_info|worker_info|services|announce|store build cache|Set up job|Post |Complete job|Runner Image|Operating System|GITHUB_TOKEN|cleanup_file|upload_artifacts|archive_cache|prepare_)/i;

/** Follows the marks that CI systems leave, line by line, and lists the sections at the end. */
export function createSectionTracker() {
  const sections: Section[] = [];
  // What stands before the first mark is a section too: a log may be only the end of one.
  let open: Section | undefined = { name: "", start: 1, end: 0, failed: undefined, bookkeeping: false };
  sections.push(open);
  /** True when CI marks (not bare `$ ` lines) were seen; bare prompts then do not count. */
  let marked = false;
  /** True while a timed command runs: folds that its own output opens do not end it. */
  let timed = false;
  let inBookkeeping = false;

  function close(end: number): void {
    if (open) open.end = Math.max(open.start - 1, end);
    open = undefined;
  }
  function begin(name: string, start: number): void {
    close(start - 1);
    open = {
      name,
      start,
      end: start - 1,
      failed: undefined,
      bookkeeping: inBookkeeping || BOOKKEEPING.test(name),
    };
    sections.push(open);
    if (sections.length > 5000) sections.splice(0, 1000);
  }
  function judge(failed: boolean, command?: string): void {
    const start = command?.slice(0, 60);
    const named = start ? sections.findLast((section) => section.name.startsWith(start)) : undefined;
    const target = named ?? open ?? sections.at(-1);
    if (target && !(target.failed && !failed)) target.failed = failed;
  }

  function travis(raw: string, line: number): void {
    marked = true;
    if (raw.includes("travis_time:end:")) {
      close(line - 1);
      timed = false;
    }
    const fold = /travis_fold:start:([\w.-]{1,80})/.exec(raw)?.[1];
    if (fold && !timed) inBookkeeping = BOOKKEEPING.test(fold);
    else if (raw.includes("travis_fold:end:") && !timed) inBookkeeping = false;
    const opened = raw.lastIndexOf("travis_time:start:");
    if (opened >= 0 && !raw.includes("travis_time:end:", opened)) {
      const after = cleanLine(raw.slice(opened).replace(/^travis_time:start:\w{0,20}/, ""));
      begin(after.replace(/^\$ /, ""), line + 1);
      timed = true;
    } else if (fold && !timed) begin(fold, line + 1);
  }

  return {
    /** One line that holds a section word, with its raw text. */
    line(raw: string, line: number): void {
      if (raw.includes("travis_")) travis(raw, line);
      else if (raw.includes("##[group]")) {
        marked = true;
        begin(stripAnsi(raw.slice(raw.indexOf("##[group]") + 9)).trim(), line + 1);
      } else if (raw.includes("##[endgroup]")) {
        if (open) open.start = line + 1;
      } else if (raw.includes("##[section]")) {
        marked = true;
        begin(raw.slice(raw.indexOf("##[section]") + 11).trim(), line + 1);
      } else if (raw.includes("section_start:")) {
        marked = true;
        begin(/section_start:\d+:([\w.-]{1,80})/.exec(raw)?.[1] ?? "", line + 1);
      } else if (raw.includes("section_end:")) close(line - 1);
      else if (raw.includes("[Pipeline] ")) {
        marked = true;
        begin(raw.slice(raw.indexOf("[Pipeline] ") + 11).trim(), line + 1);
      } else if (!marked && stripAnsi(raw).startsWith("$ ")) begin(cleanLine(raw).slice(2), line + 1);
      if (raw.includes("##[error]")) {
        judge(true);
        if (/##\[error\](?:Process completed|Bash exited|PowerShell exited)/.test(raw)) close(line - 1);
        return;
      }
      const exit = raw.includes("exited with ") ? EXIT.exec(raw) : null;
      if (exit) {
        judge(exit[2] !== "0", exit[1]);
        if (open) close(line - 1);
        timed = false;
      } else if (/Job failed(?::|$)|exited with code [1-9]|exit code [1-9]/.test(raw)) judge(true);
    },
    /** The sections in order; lines before the first belong to none. */
    finish(lines: number): Section[] {
      close(lines);
      return sections;
    },
  };
}
