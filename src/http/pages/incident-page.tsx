import type { Context } from "hono";
import type { Incident, Step } from "../../domain/index.ts";
import { Link, Moment, oneLine, PostMortemView, Words } from "../../report/index.ts";
import type { AppEnv } from "../app-env.ts";
import { isRunning } from "../step-stream.ts";
import { page } from "./layout.tsx";
import { Signals } from "./signals.tsx";

/**
 * Appends each step as it comes and shows the report when the last has come. Texts are set as text, never
 * as markup; the address is taken from the list's own attributes.
 */
const FOLLOW = `
(() => {
  const list = document.getElementById("steps");
  if (!list || !window.EventSource) return;
  const source = new EventSource(list.dataset.source);
  const seen = new Set([...list.children].map((item) => item.dataset.sequence));
  source.addEventListener("step", (event) => {
    const step = JSON.parse(event.data);
    if (seen.has(String(step.sequence))) return;
    seen.add(String(step.sequence));
    const item = document.createElement("li");
    item.className = step.state;
    item.dataset.sequence = step.sequence;
    const time = document.createElement("time");
    time.dateTime = step.at;
    time.textContent = String(step.at).slice(11, 19);
    const node = document.createElement("span");
    node.className = "node";
    node.textContent = step.node;
    const message = document.createElement("span");
    message.className = "message";
    message.textContent = step.message;
    item.append(time, node, message);
    list.append(item);
  });
  source.addEventListener("done", () => { source.close(); location.reload(); });
})();
`;

/** An incident: its post-mortem, or the steps of its investigation while there is none. */
export function incidentPage(
  c: Context<AppEnv>,
  props: { incident: Incident; steps: Step[] },
): Response | Promise<Response> {
  const { incident, steps } = props;
  const path = `/incidents/${encodeURIComponent(incident.id)}`;
  const running = isRunning(incident.status);
  const { postMortem } = incident;
  return page(c, {
    title: `${incident.id}: ${oneLine(postMortem?.title ?? incident.event.title, 120)}`,
    crumbs: [{ name: incident.id }],
    links:
      postMortem === undefined
        ? []
        : [
            { name: "Markdown", href: `/api${path}/report.md` },
            { name: "HTML", href: `/api${path}/report.html` },
            { name: "JSON", href: `/api${path}/report.json` },
          ],
    ...(running ? { refresh: { seconds: 3 }, script: FOLLOW } : {}),
    children: (
      <>
        {(running || postMortem === undefined) && (
          <Investigation incident={incident} steps={steps} path={path} />
        )}
        {/* Links stay on this server, whatever its public address is. */}
        {postMortem !== undefined && <PostMortemView postMortem={{ ...postMortem, url: path }} />}
        <Signals incident={incident} path={path} />
      </>
    ),
  });
}

function Investigation(props: { incident: Incident; steps: Step[]; path: string }) {
  const { incident, steps, path } = props;
  const last = steps.at(-1)?.sequence ?? 0;
  return (
    <section>
      <p class="eyebrow">
        <span class={`status ${incident.status}`}>{incident.status}</span>
      </p>
      <h1 class="title">
        <Words text={incident.event.title} limit={300} />
      </h1>
      <p class="facts">
        Failed at <Moment at={incident.event.occurredAt} />
        {incident.event.url !== undefined && (
          <>
            , <Link href={incident.event.url}>original</Link>
          </>
        )}
        {incident.status === "failed" && ". The investigation itself failed; its steps say where."}
      </p>
      <ol class="steps" id="steps" aria-live="polite" data-source={`/api${path}/steps?after=${last}`}>
        {steps.map((step) => (
          <li class={step.state} data-sequence={String(step.sequence)}>
            <time datetime={step.at}>{step.at.slice(11, 19)}</time>
            <span class="node">{step.node}</span>
            <span class="message">{oneLine(step.message, 400)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
