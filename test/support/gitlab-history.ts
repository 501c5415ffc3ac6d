import { git } from "./broken-project.ts";

const field = "\u001f";
const end = "\u001e";

/** Commits, comparisons and diffs as GitLab answers them, read from a real git repository. */
export function createGitLabHistory({ directory, url }: { directory: string; url: string }) {
  const resolve = async (ref: string): Promise<string | undefined> =>
    git(directory, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]).then(
      (sha) => sha.trim(),
      () => undefined,
    );

  async function listed(range: string[]) {
    const format = ["%H", "%P", "%an", "%ae", "%aI", "%cI", "%B"].join(field) + end;
    const text = await git(directory, ["log", `--format=${format}`, ...range]);
    return text
      .split(end)
      .map((entry) => entry.replace(/^\n/, ""))
      .filter((entry) => entry !== "")
      .map((entry) => {
        const [id = "", parents = "", name = "", email = "", written = "", at = "", message = ""] =
          entry.split(field);
        return {
          id,
          short_id: id.slice(0, 8),
          created_at: at,
          parent_ids: parents.split(" ").filter((parent) => parent !== ""),
          title: message.split("\n", 1)[0] ?? "",
          message,
          author_name: name,
          author_email: email,
          authored_date: written,
          committer_name: name,
          committer_email: email,
          committed_date: at,
          web_url: `${url}/-/commit/${id}`,
        };
      });
  }

  /** Each file's diff without git's own header, as GitLab hands it over. */
  async function diffs(args: string[]) {
    const names = await git(directory, [...args, "--name-status", "--no-renames"]);
    const files = names.split("\n").filter((line) => line.includes("\t"));
    return Promise.all(
      files.map(async (line) => {
        const [state = "", path = ""] = line.split("\t");
        const text = await git(directory, [...args, "--patch", "--no-renames", "--", path]);
        const at = text.indexOf("@@");
        return {
          diff: at >= 0 ? text.slice(at) : "",
          new_path: path,
          old_path: path,
          a_mode: "100644",
          b_mode: "100644",
          new_file: state === "A",
          renamed_file: false,
          deleted_file: state === "D",
          generated_file: null,
        };
      }),
    );
  }

  return {
    async commits(ref: string) {
      const sha = await resolve(ref);
      return sha ? listed([sha]) : undefined;
    },
    async commit(ref: string) {
      const sha = await resolve(ref);
      const [found] = sha ? await listed(["--max-count=1", sha]) : [];
      return found;
    },
    async commitDiff(ref: string) {
      const sha = await resolve(ref);
      return sha ? diffs(["diff-tree", "--root", "--no-commit-id", "-r", sha]) : undefined;
    },
    async compare(from: string, to: string) {
      const base = await resolve(from);
      const head = await resolve(to);
      if (!base || !head) return undefined;
      const commits = (await listed([`${base}..${head}`])).toReversed();
      const mergeBase = (await git(directory, ["merge-base", base, head])).trim();
      return {
        commit: commits.at(-1) ?? null,
        commits,
        diffs: await diffs(["diff", mergeBase, head]),
        compare_timeout: false,
        compare_same_ref: base === head,
        web_url: `${url}/-/compare/${from}...${to}`,
      };
    },
  };
}
