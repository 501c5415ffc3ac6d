/** Addresses of one GitHub: its pages and its API. */
export interface Host {
  /** `https://github.com`, or the stand-in's address. */
  web: string;
  api: string;
}

export const publicHost: Host = { web: "https://github.com", api: "https://api.github.com" };

/** A small stable number for a name, so that ids agree wherever they are made. */
export function idOf(name: string): number {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 900_000_007;
  return sum + 1000;
}

const nodeId = (kind: string, id: number) => Buffer.from(`${kind}${id}`).toString("base64");

export function userShape(host: Host, login: string) {
  const api = `${host.api}/users/${login}`;
  return {
    login,
    id: idOf(login),
    node_id: nodeId("User", idOf(login)),
    avatar_url: `${host.web}/avatars/${login}`,
    gravatar_id: "",
    url: api,
    html_url: `${host.web}/${login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: "User",
    site_admin: false,
  };
}

export function minimalRepositoryShape(host: Host, owner: string, name: string) {
  const api = `${host.api}/repos/${owner}/${name}`;
  const id = idOf(`${owner}/${name}`);
  return {
    id,
    node_id: nodeId("Repository", id),
    name,
    full_name: `${owner}/${name}`,
    private: false,
    owner: userShape(host, owner),
    html_url: `${host.web}/${owner}/${name}`,
    description: null,
    fork: false,
    url: api,
    archive_url: `${api}/{archive_format}{/ref}`,
    assignees_url: `${api}/assignees{/user}`,
    blobs_url: `${api}/git/blobs{/sha}`,
    branches_url: `${api}/branches{/branch}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    comments_url: `${api}/comments{/number}`,
    commits_url: `${api}/commits{/sha}`,
    compare_url: `${api}/compare/{base}...{head}`,
    contents_url: `${api}/contents/{+path}`,
    contributors_url: `${api}/contributors`,
    deployments_url: `${api}/deployments`,
    downloads_url: `${api}/downloads`,
    events_url: `${api}/events`,
    forks_url: `${api}/forks`,
    git_commits_url: `${api}/git/commits{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    hooks_url: `${api}/hooks`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    issue_events_url: `${api}/issues/events{/number}`,
    issues_url: `${api}/issues{/number}`,
    keys_url: `${api}/keys{/key_id}`,
    labels_url: `${api}/labels{/name}`,
    languages_url: `${api}/languages`,
    merges_url: `${api}/merges`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    pulls_url: `${api}/pulls{/number}`,
    releases_url: `${api}/releases{/id}`,
    stargazers_url: `${api}/stargazers`,
    statuses_url: `${api}/statuses/{sha}`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    tags_url: `${api}/tags`,
    teams_url: `${api}/teams`,
    trees_url: `${api}/git/trees{/sha}`,
  };
}

export function repositoryShape(host: Host, owner: string, name: string, defaultBranch: string) {
  const page = `${host.web}/${owner}/${name}`;
  return {
    ...minimalRepositoryShape(host, owner, name),
    clone_url: `${page}.git`,
    default_branch: defaultBranch,
    forks: 0,
    forks_count: 0,
    git_url: `git:${page}.git`,
    has_issues: true,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    homepage: null,
    language: "JavaScript",
    archived: false,
    disabled: false,
    mirror_url: null,
    open_issues: 0,
    open_issues_count: 0,
    license: null,
    pushed_at: "2026-01-05T08:00:00Z",
    created_at: "2025-01-05T08:00:00Z",
    updated_at: "2026-01-05T08:00:00Z",
    size: 12,
    ssh_url: `git@github.test:${owner}/${name}.git`,
    stargazers_count: 0,
    svn_url: page,
    watchers: 0,
    watchers_count: 0,
    network_count: 0,
    subscribers_count: 0,
    topics: [],
    visibility: "public",
  };
}

export interface RunFacts {
  id: number;
  number: number;
  attempt: number;
  workflow: { id: number; name: string; path: string };
  title: string;
  event: string;
  branch: string;
  headSha: string;
  conclusion: string;
  actor: string;
  /** ISO 8601. */
  startedAt: string;
  endedAt: string;
  pulls: number[];
  /** Owner of the fork that it ran for; our own repository unless given. */
  fork?: string;
}

/** A workflow run as the REST API answers it; webhooks carry the same. */
export function runShape(host: Host, owner: string, name: string, run: RunFacts) {
  const repository = minimalRepositoryShape(host, owner, name);
  const api = `${repository.url}/actions/runs/${run.id}`;
  const person = { name: run.actor, email: `${run.actor}@${owner}.example` };
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId("WorkflowRun", run.id),
    check_suite_id: run.id + 1,
    check_suite_node_id: nodeId("CheckSuite", run.id + 1),
    head_branch: run.branch,
    head_sha: run.headSha,
    path: run.workflow.path,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: "completed",
    conclusion: run.conclusion,
    workflow_id: run.workflow.id,
    url: api,
    html_url: `${repository.html_url}/actions/runs/${run.id}`,
    pull_requests: run.pulls.map((number) => ({
      id: idOf(`pull ${number}`),
      number,
      url: `${repository.url}/pulls/${number}`,
      head: { ref: run.branch, sha: run.headSha, repo: { id: repository.id, url: repository.url, name } },
      base: { ref: "main", sha: run.headSha, repo: { id: repository.id, url: repository.url, name } },
    })),
    created_at: run.startedAt,
    updated_at: run.endedAt,
    run_started_at: run.startedAt,
    display_title: run.title,
    actor: userShape(host, run.actor),
    triggering_actor: userShape(host, run.actor),
    jobs_url: `${api}/jobs`,
    logs_url: `${api}/logs`,
    check_suite_url: `${repository.url}/check-suites/${run.id + 1}`,
    artifacts_url: `${api}/artifacts`,
    cancel_url: `${api}/cancel`,
    rerun_url: `${api}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${api}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${repository.url}/actions/workflows/${run.workflow.id}`,
    head_commit: {
      id: run.headSha,
      tree_id: run.headSha,
      message: run.title,
      timestamp: run.startedAt,
      author: person,
      committer: person,
    },
    repository,
    head_repository: run.fork ? minimalRepositoryShape(host, run.fork, name) : repository,
  };
}

export interface StepFacts {
  name: string;
  conclusion: string;
}

export interface JobFacts {
  id: number;
  name: string;
  conclusion: string;
  steps: StepFacts[];
}

export function jobShape(host: Host, owner: string, name: string, run: RunFacts, job: JobFacts) {
  const repository = minimalRepositoryShape(host, owner, name);
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.workflow.name,
    head_branch: run.branch,
    run_url: `${repository.url}/actions/runs/${run.id}`,
    run_attempt: run.attempt,
    node_id: nodeId("CheckRun", job.id),
    head_sha: run.headSha,
    url: `${repository.url}/actions/jobs/${job.id}`,
    html_url: `${repository.html_url}/actions/runs/${run.id}/job/${job.id}`,
    status: "completed",
    conclusion: job.conclusion,
    created_at: run.startedAt,
    started_at: run.startedAt,
    completed_at: run.endedAt,
    name: job.name,
    steps: job.steps.map((step, index) => ({
      name: step.name,
      status: "completed",
      conclusion: step.conclusion,
      number: index + 1,
      started_at: run.startedAt,
      completed_at: run.endedAt,
    })),
    check_run_url: `${repository.url}/check-runs/${job.id}`,
    labels: ["ubuntu-latest"],
    runner_id: 3,
    runner_name: "GitHub Actions 3",
    runner_group_id: 0,
    runner_group_name: "GitHub Actions",
  };
}

export function appShape(host: Host, slug: string) {
  const id = idOf(slug);
  return {
    id,
    slug,
    node_id: nodeId("App", id),
    owner: userShape(host, slug),
    name: slug,
    description: "",
    external_url: `${host.web}/apps/${slug}`,
    html_url: `${host.web}/apps/${slug}`,
    created_at: "2025-01-05T08:00:00Z",
    updated_at: "2025-01-05T08:00:00Z",
    permissions: { checks: "write" },
    events: ["check_run"],
  };
}

export interface CheckFacts {
  id: number;
  suiteId: number;
  name: string;
  app: string;
  headSha: string;
  branch: string;
  conclusion: string;
  detailsUrl: string;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: number;
  at: string;
}

export function checkShape(host: Host, owner: string, name: string, check: CheckFacts) {
  const repository = minimalRepositoryShape(host, owner, name);
  const url = `${repository.url}/check-runs/${check.id}`;
  return {
    id: check.id,
    node_id: nodeId("CheckRun", check.id),
    head_sha: check.headSha,
    external_id: "",
    url,
    html_url: `${repository.html_url}/runs/${check.id}`,
    details_url: check.detailsUrl,
    status: "completed",
    conclusion: check.conclusion,
    started_at: check.at,
    completed_at: check.at,
    output: { ...check.output, annotations_count: check.annotations, annotations_url: `${url}/annotations` },
    name: check.name,
    check_suite: { id: check.suiteId },
    app: appShape(host, check.app),
    pull_requests: [],
  };
}

/** The suite of a check that is alone in it. */
export function suiteShape(host: Host, owner: string, name: string, check: CheckFacts) {
  const { url: repository } = minimalRepositoryShape(host, owner, name);
  const url = `${repository}/check-suites/${check.suiteId}`;
  return {
    id: check.suiteId,
    node_id: `CS_${check.suiteId}`,
    head_branch: check.branch,
    head_sha: check.headSha,
    status: "completed",
    conclusion: check.conclusion,
    url,
    before: check.headSha,
    after: check.headSha,
    pull_requests: [],
    app: appShape(host, check.app),
    created_at: check.at,
    updated_at: check.at,
    latest_check_runs_count: 1,
    check_runs_url: `${url}/check-runs`,
    head_commit: {
      id: check.headSha,
      tree_id: check.headSha,
      message: "Say which Node the shop wants",
      timestamp: check.at,
      author: { name: "Mira Holt", email: "mira@orchard.example" },
      committer: { name: "Mira Holt", email: "mira@orchard.example" },
    },
  };
}

export interface PushFacts {
  sha: string;
  branch: string;
  actor: string;
  at: string;
}

export function activityShape(host: Host, push: PushFacts) {
  const id = idOf(`push ${push.sha}`);
  return {
    id,
    node_id: nodeId("Activity", id),
    before: "0".repeat(40),
    after: push.sha,
    ref: `refs/heads/${push.branch}`,
    timestamp: push.at,
    activity_type: "push",
    actor: userShape(host, push.actor),
  };
}

export interface DeploymentFacts {
  id: number;
  sha: string;
  ref: string;
  environment: string;
  creator: string;
  at: string;
}

export function deploymentShape(host: Host, owner: string, name: string, deployment: DeploymentFacts) {
  const { url: repositoryUrl } = minimalRepositoryShape(host, owner, name);
  const url = `${repositoryUrl}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId("Deployment", deployment.id),
    task: "deploy",
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: null,
    created_at: deployment.at,
    updated_at: deployment.at,
    statuses_url: `${url}/statuses`,
    repository_url: repositoryUrl,
    creator: userShape(host, deployment.creator),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: {},
    transient_environment: false,
    production_environment: true,
  };
}

export interface StatusFacts {
  state: string;
  description: string;
  logUrl: string;
  at: string;
}

export function deploymentStatusShape(
  host: Host,
  owner: string,
  name: string,
  deployment: DeploymentFacts,
  status: StatusFacts,
) {
  const { url: deploymentUrl, repository_url } = deploymentShape(host, owner, name, deployment);
  const id = idOf(`${deployment.id} ${status.state} ${status.at}`);
  return {
    url: `${deploymentUrl}/statuses/${id}`,
    id,
    node_id: nodeId("DeploymentStatus", id),
    state: status.state,
    creator: userShape(host, deployment.creator),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl,
    log_url: status.logUrl,
    environment_url: "https://shop.example/",
    created_at: status.at,
    updated_at: status.at,
    deployment_url: deploymentUrl,
    repository_url,
  };
}

export function installationShape(host: Host, owner: string, appId: number, id: number) {
  return {
    id,
    account: userShape(host, owner),
    access_tokens_url: `${host.api}/app/installations/${id}/access_tokens`,
    repositories_url: `${host.api}/installation/repositories`,
    html_url: `${host.web}/organizations/${owner}/settings/installations/${id}`,
    app_id: appId,
    app_slug: "inquest",
    target_id: idOf(owner),
    target_type: "Organization",
    permissions: { actions: "read", contents: "read" },
    events: ["workflow_run"],
    single_file_name: null,
    repository_selection: "all",
    created_at: "2025-01-05T08:00:00Z",
    updated_at: "2025-01-05T08:00:00Z",
    suspended_by: null,
    suspended_at: null,
  };
}
