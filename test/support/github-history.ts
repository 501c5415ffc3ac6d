import { git } from "./broken-project.ts";
import type { StandInPull } from "./github-model.ts";
import { type Host, idOf, minimalRepositoryShape, repositoryShape, userShape } from "./github-shapes.ts";

const field = "\u001f";
const end = "\u001e";

/** Commits, comparisons and pull requests as GitHub answers them, read from a real git repository. */
export function createRepositoryHistory(options: {
  directory: string;
  host: Host;
  owner: string;
  name: string;
  logins: Record<string, string>;
}) {
  const { directory, host, owner, name, logins } = options;
  const repository = minimalRepositoryShape(host, owner, name);
  const resolve = async (ref: string): Promise<string | undefined> =>
    git(directory, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]).then(
      (sha) => sha.trim(),
      () => undefined,
    );

  async function listed(range: string[]) {
    const format = ["%H", "%P", "%T", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B"].join(field) + end;
    const text = await git(directory, ["log", `--format=${format}`, ...range]);
    return text
      .split(end)
      .map((entry) => entry.replace(/^\n/, ""))
      .filter((entry) => entry !== "")
      .map(commitShape);
  }

  function commitShape(entry: string) {
    const [
      sha = "",
      parents = "",
      tree = "",
      author = "",
      email = "",
      date = "",
      by = "",
      byEmail = "",
      at = "",
      message = "",
    ] = entry.split(field);
    const url = `${repository.url}/commits/${sha}`;
    const person = (mail: string) => (logins[mail] ? userShape(host, logins[mail]) : null);
    return {
      sha,
      node_id: `C_${sha}`,
      commit: {
        author: { name: author, email, date },
        committer: { name: by, email: byEmail, date: at },
        message: message.trimEnd(),
        tree: { sha: tree, url: `${repository.url}/git/trees/${tree}` },
        url: `${repository.url}/git/commits/${sha}`,
        comment_count: 0,
      },
      url,
      html_url: `${repository.html_url}/commit/${sha}`,
      comments_url: `${url}/comments`,
      author: person(email),
      committer: person(byEmail),
      parents: parents
        .split(" ")
        .filter((parent) => parent !== "")
        .map((parent) => ({
          sha: parent,
          url: `${repository.url}/commits/${parent}`,
          html_url: `${repository.html_url}/commit/${parent}`,
        })),
    };
  }

  /** The files of a diff with their patches, as `git diff`'s arguments select it. */
  async function filesOf(args: string[], sha: string) {
    const numbers = await git(directory, [...args, "--numstat", "--no-renames"]);
    const words: Record<string, string> = { A: "added", D: "removed", M: "modified" };
    const states = new Map(
      (await git(directory, [...args, "--name-status", "--no-renames"]))
        .split("\n")
        .filter((line) => line.includes("\t"))
        .map((line) => [line.split("\t")[1] ?? "", words[line[0] ?? ""] ?? "modified"]),
    );
    const files = numbers.split("\n").filter((line) => line.includes("\t"));
    return Promise.all(
      files.map(async (line) => {
        const [added = "0", deleted = "0", filename = ""] = line.split("\t");
        const text = await git(directory, [...args, "--patch", "--no-renames", "--", filename]);
        const at = text.indexOf("@@");
        return {
          sha: String(idOf(filename)),
          filename,
          status: states.get(filename) ?? "modified",
          additions: Number(added) || 0,
          deletions: Number(deleted) || 0,
          changes: (Number(added) || 0) + (Number(deleted) || 0),
          blob_url: `${repository.html_url}/blob/${sha}/${filename}`,
          raw_url: `${repository.html_url}/raw/${sha}/${filename}`,
          contents_url: `${repository.url}/contents/${filename}?ref=${sha}`,
          ...(at >= 0 ? { patch: text.slice(at).trimEnd() } : {}),
        };
      }),
    );
  }

  return {
    async commits(ref: string, count: number) {
      const sha = await resolve(ref);
      return sha ? listed([`--max-count=${count}`, sha]) : undefined;
    },
    async commit(ref: string) {
      const sha = await resolve(ref);
      const [shape] = sha ? await listed(["--max-count=1", sha]) : [];
      if (!sha || !shape) return undefined;
      const files = await filesOf(["diff-tree", "--root", "--no-commit-id", "-r", sha], sha);
      const additions = files.reduce((sum, file) => sum + file.additions, 0);
      const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
      return { ...shape, stats: { additions, deletions, total: additions + deletions }, files };
    },
    async compare(range: string, page: number, size: number) {
      const [from = "", to = ""] = range.split("...");
      const base = await resolve(from);
      const head = await resolve(to);
      if (!base || !head) return undefined;
      const mergeBase = (await git(directory, ["merge-base", base, head])).trim();
      const ahead = (await listed([`${base}..${head}`])).toReversed();
      const behind = await listed([`${head}..${base}`]);
      const [baseShape] = await listed(["--max-count=1", base]);
      const [mergeBaseShape] = await listed(["--max-count=1", mergeBase]);
      const status =
        behind.length > 0
          ? ahead.length > 0
            ? "diverged"
            : "behind"
          : ahead.length > 0
            ? "ahead"
            : "identical";
      const page_ = `${repository.html_url}/compare/${range}`;
      return {
        url: `${repository.url}/compare/${range}`,
        html_url: page_,
        permalink_url: page_,
        diff_url: `${page_}.diff`,
        patch_url: `${page_}.patch`,
        base_commit: baseShape,
        merge_base_commit: mergeBaseShape,
        status,
        ahead_by: ahead.length,
        behind_by: behind.length,
        total_commits: ahead.length,
        commits: ahead.slice((page - 1) * size, page * size),
        ...(page === 1 ? { files: await filesOf(["diff", mergeBase, head], head) } : {}),
      };
    },
    async pull(pull: StandInPull, baseBranch: string) {
      const url = `${repository.url}/pulls/${pull.number}`;
      const page = `${repository.html_url}/pull/${pull.number}`;
      const issue = `${repository.url}/issues/${pull.number}`;
      const repo = repositoryShape(host, owner, name, baseBranch);
      const user = userShape(host, owner);
      const baseSha = (await resolve(`${pull.headSha}~1`)) ?? pull.headSha;
      const links = {
        self: url,
        html: page,
        issue,
        comments: `${issue}/comments`,
        review_comments: `${url}/comments`,
        review_comment: `${repository.url}/pulls/comments{/number}`,
        commits: `${url}/commits`,
        statuses: `${repository.url}/statuses/${pull.headSha}`,
      };
      return {
        url,
        id: idOf(`pull ${pull.number}`),
        node_id: `PR_${pull.number}`,
        html_url: page,
        diff_url: `${page}.diff`,
        patch_url: `${page}.patch`,
        issue_url: issue,
        commits_url: links.commits,
        review_comments_url: links.review_comments,
        review_comment_url: links.review_comment,
        comments_url: links.comments,
        statuses_url: links.statuses,
        number: pull.number,
        state: pull.mergedAt ? "closed" : "open",
        locked: false,
        title: pull.title,
        user: userShape(host, pull.author),
        body: pull.body,
        labels: [],
        milestone: null,
        created_at: "2026-01-05T07:00:00Z",
        updated_at: "2026-01-05T07:30:00Z",
        closed_at: pull.mergedAt ?? null,
        merged_at: pull.mergedAt ?? null,
        merge_commit_sha: pull.mergedAt ? pull.headSha : null,
        assignee: null,
        assignees: [],
        requested_reviewers: [],
        requested_teams: [],
        head: { label: `${owner}:${pull.branch}`, ref: pull.branch, sha: pull.headSha, user, repo },
        base: { label: `${owner}:${baseBranch}`, ref: baseBranch, sha: baseSha, user, repo },
        _links: Object.fromEntries(Object.entries(links).map(([key, href]) => [key, { href }])),
        author_association: "MEMBER",
        auto_merge: null,
        draft: false,
        merged: pull.mergedAt !== undefined,
        mergeable: true,
        rebaseable: true,
        mergeable_state: "clean",
        merged_by: null,
        comments: 0,
        review_comments: 0,
        maintainer_can_modify: false,
        commits: 1,
        additions: 1,
        deletions: 1,
        changed_files: 1,
      };
    },
  };
}
