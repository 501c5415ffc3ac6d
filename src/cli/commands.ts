import type { Command } from "./io.ts";
import { keepHeapSmall } from "./small-heap.ts";

export interface CommandEntry {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What follows `inquest NAME` on the usage line. */
  usage: string;
  /** Options and what else a person needs to know. */
  help: string;
  /** Imported when it is called, so that one command does not pay for another's libraries. */
  load(): Promise<Command>;
  /** Whether the arguments are another program's, so that `--help` among them is not for us. */
  wraps?: boolean;
}

export const commands: readonly CommandEntry[] = [
  {
    name: "serve",
    summary: "Serve webhooks, pages and the API, and investigate what comes in.",
    usage: "[--host ADDRESS] [--port PORT] [--no-example]",
    help: `
Starts everything that is needed, the embedded PostgreSQL and Chroma included unless DATABASE_URL and
CHROMA_URL name others, and serves until Ctrl-C. With an empty data folder it first investigates the example
in examples/. docs/configuration.md lists the environment variables.

  --host ADDRESS  address to listen on (INQUEST_HOST, else 127.0.0.1); any but loopback needs INQUEST_TOKEN
  --port PORT     port to listen on (INQUEST_PORT, else 8787); 0 takes a free one
  --no-example    do not investigate the example`,
    load: async () => (await import("./serve.ts")).serve,
  },
  {
    name: "run",
    summary: "Run a command; when it fails, say why.",
    usage: "[--] COMMAND [ARG...]",
    help: `
The command runs as if started directly: its input, its output, its signals, its exit code. When it fails,
standard error says which lines matter, which commit or uncommitted change is the suspect, whether this was
seen before, and where the full report lies. When it succeeds nothing is printed; its output and commit are
kept, without secrets, so that the next failure can be compared with them.

    inquest run -- npm test
    inquest run -- sh -c 'make && ./deploy.sh'

Exit codes: the command's own; 127 when it was not found, 126 when it could not be started, 128+n when
signal n ended it.`,
    load: async () => (await import("./run/run.ts")).run,
    wraps: true,
  },
  {
    name: "analyze",
    summary: "Say what a build log says; no server, no database.",
    usage: "[--json | --format FORMAT] [--baseline PASSING_LOG] [--explain] FILE...",
    help: `
FILE is a log: plain, .gz, or the zip of a GitHub run's logs; - is standard input.

  --baseline FILE  a passing log of the same job: what it says too is not the cause
  --explain        say why the lines were chosen
  --json           one JSON object a line, one line a file
  --format FORMAT  text, json, markdown, or github: annotations for a workflow step with \`if: failure()\`
  --summary FILE   append the Markdown to FILE; --format github does so to $GITHUB_STEP_SUMMARY by itself

    inquest analyze build.log
    gh run view 123 --log-failed | inquest analyze -`,
    load: async () => {
      keepHeapSmall();
      return (await import("./analyze.ts")).analyze;
    },
  },
  {
    name: "suspects",
    summary: "Say which of some changes most likely broke what a log shows.",
    usage: "[--json] LOG --changes CHANGES.json | --json --batch FILE|-",
    help: `
LOG is plain, .gz or the zip of a GitHub run's logs. CHANGES.json holds the changes, newest first:
{ id, title, author, files: [{ path, added, deleted, patch }] }; only id and the files' paths are needed.

  --changes FILE  the changes that may be to blame
  --json          the ranking as one JSON object: { ranking: [{ id, score, reasons }], verdict }
  --batch FILE    reads one object { id, log, candidates } a line, prints one ranking a line`,
    load: async () => (await import("./suspects.ts")).suspects,
  },
  {
    name: "templates",
    summary: "Group the lines of a log by their pattern.",
    usage: "[--json] FILE",
    help: `
FILE is plain, .gz or the zip of a GitHub run's logs; - is standard input.

  --json  one JSON object: { templates: [{ id, template, count }], assignments: [id of each line] }`,
    load: async () => (await import("./templates.ts")).templates,
  },
  {
    name: "redact",
    summary: "Mask the secrets in a text.",
    usage: "[--salt TEXT] [FILE|-]... | --json --batch FILE|-",
    help: `
The text goes to standard output with the same number of lines, the count of masked secrets to standard
error. Files may be plain or .gz; - (and no file at all) is standard input.

  --salt TEXT      makes the masks of several runs comparable
  --json --batch   reads one JSON object { id, text } a line, prints { id, text, spans } a line`,
    load: async () => (await import("./redact.ts")).redact,
  },
  {
    name: "investigate",
    summary: "Investigate a GitHub Actions run, a GitLab pipeline or a folder of evidence now.",
    usage: "URL | FOLDER | --bundle FOLDER [--json]",
    help: `
URL is the page of a run (https://github.com/OWNER/REPO/actions/runs/ID) at github.com or the host of
GITHUB_API_URL, or of a pipeline or job (https://gitlab.com/GROUP/NAME/-/pipelines/ID) at GITLAB_URL. FOLDER
holds the evidence as text files. Steps go to standard error, the post-mortem to standard output; it is also
written to the data folder and stands in the list of incidents.

  --bundle FOLDER  the folder is all the evidence there is
  --json           one JSON object: { incident, diagnosis, report }`,
    load: async () => (await import("./investigate.ts")).investigate,
  },
  {
    name: "watch",
    summary: "Ask GitHub and GitLab for failures, where their webhooks cannot reach you.",
    usage: "[--github OWNER/NAME]... [--gitlab GROUP/NAME]... [--every SECONDS]",
    help: `
Asks for what ended (runs, pipelines, jobs, checks, deployments) and investigates what failed, until Ctrl-C. It tells what the
webhooks would tell, and nothing twice when both are on. The first look goes back an hour; later ones go on
where the last one was, over restarts too. What did not change costs no rate limit at GitHub.

  --github OWNER/NAME  a repository of GitHub's; may be given several times
  --gitlab GROUP/NAME  a project of GitLab's; may be given several times
  --every SECONDS      pause between two looks (60)

    inquest watch --github acme/shop --github acme/payments --gitlab acme/infra/cluster`,
    load: async () => (await import("./watch/watch.ts")).watch,
  },
  {
    name: "incidents",
    summary: "List incidents, show one, or split a signal off.",
    usage: "[list] [--status STATUS] [--limit N] [--json] | show ID [--json] | split ID SIGNAL [--json]",
    help: `
\`show\` lists an incident's signals and why each was joined. \`split\` makes an incident of its own of the
signal with that number; the two are not joined again.

  --status STATUS  only those that are queued, investigating, reported, resolved, failed or merged
  --limit N        at most N, newest first (20)
  --json           one JSON object a line`,
    load: async () => (await import("./incidents.ts")).incidents,
  },
  {
    name: "silence",
    summary: "Keep what is known from opening incidents or telling people, for a while.",
    usage: "add --for TIME [MATCHERS] [--reason TEXT] | list [--all] | remove ID",
    help: `
Matchers, of which all that are given must hold:

  --label NAME=VALUE  a label of the alert, or service, namespace, environment, repository, branch or source;
                      may be given several times. As in Alertmanager, != is any other value, =~ an
                      expression that the whole value fits (RE2), !~ one that it does not fit
  --stream STREAM     the stream of the event, as \`inquest incidents show --json\` tells it
  --signature S       the signature in a post-mortem: it is still investigated, but nobody is told

  --for TIME          30m, 2h, 7d or 2w
  --reason TEXT       why, for whoever reads the list
  --all               list those that have ended too
  --json              one JSON object a line

    inquest silence add --label alertname=DiskFull --label environment=staging --for 2h --reason "moving disks"
    inquest silence add --label 'alertname=~"Disk.*"' --label 'env!=production' --for 2h`,
    load: async () => (await import("./silence.ts")).silence,
  },
  {
    name: "ask",
    summary: "Ask about incidents in plain words.",
    usage: '"QUESTION" [--json]',
    help: `
    inquest ask "what failed last?"
    inquest ask "why did the last build of shop fail?"
    inquest ask "has INC-7 been seen before?"

  --json  one JSON object: { text, incidents, citations }`,
    load: async () => (await import("./ask.ts")).ask,
  },
  {
    name: "doctor",
    summary: "Say what is configured, what works, and the next step for what does not.",
    usage: "[--json]",
    help: `
  --json  one JSON object: { ok, parts: [{ name, state, message, next }] }

Exit codes: 0 when everything that is configured works, 1 when a part of it does not.`,
    load: async () => (await import("./doctor/doctor.ts")).doctor,
  },
  {
    name: "work",
    summary: "Work on the queue of a shared database, without serving.",
    usage: "",
    help: `
For more than one machine: any number of \`serve\` and \`work\` processes share one DATABASE_URL.`,
    load: async () => (await import("./work.ts")).work,
  },
];
