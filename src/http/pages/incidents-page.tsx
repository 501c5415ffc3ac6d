import type { Context } from "hono";
import { type Incident, IncidentStatus } from "../../domain/index.ts";
import { causeLine, dateAndTime, knownKind, oneLine, shortCommit, Words } from "../../report/index.ts";
import type { IncidentFilter } from "../../services/services.ts";
import type { AppEnv } from "../app-env.ts";
import { isRunning } from "../step-stream.ts";
import { page } from "./layout.tsx";

/** All incidents, newest first, with their causes. */
export function incidentsPage(
  c: Context<AppEnv>,
  props: { incidents: Incident[]; filter: IncidentFilter },
): Response | Promise<Response> {
  const { incidents, filter } = props;
  const filtered = filter.text !== undefined || filter.status !== undefined || filter.before !== undefined;
  return page(c, {
    title: "Incidents",
    // A running investigation changes the list; a reader in the middle of a search is left alone.
    ...(!filtered && incidents.some((incident) => isRunning(incident.status))
      ? { refresh: { seconds: 10 } }
      : {}),
    children: (
      <>
        <Search filter={filter} />
        {incidents.length === 0 ? (
          <p class="empty">
            {filtered
              ? "No incident matches."
              : "No incident yet. When a webhook reports a failure, it appears here."}
          </p>
        ) : (
          <ol class="incidents">
            {incidents.map((incident) => (
              <Row incident={incident} />
            ))}
          </ol>
        )}
        <More incidents={incidents} filter={filter} />
      </>
    ),
  });
}

function Search(props: { filter: IncidentFilter }) {
  return (
    <form class="search" method="get" action="/" role="search">
      <input
        type="search"
        name="text"
        value={props.filter.text ?? ""}
        placeholder="Search causes, repositories, commits"
        aria-label="Search incidents"
      />
      <select name="status" aria-label="Status">
        <option value="">Any status</option>
        {IncidentStatus.options.map((status) => (
          <option value={status} selected={status === props.filter.status}>
            {status}
          </option>
        ))}
      </select>
      <button class="button" type="submit">
        Search
      </button>
    </form>
  );
}

function Row(props: { incident: Incident }) {
  const { incident } = props;
  const { event, postMortem } = incident;
  const facts = [
    incident.id,
    ...(postMortem === undefined ? [] : [oneLine(postMortem.title, 120)]),
    ...(postMortem === undefined
      ? []
      : [[causeLine(postMortem).word.toLowerCase(), knownKind(postMortem)].filter(Boolean).join(", ")]),
    ...(event.commit === undefined ? [] : [shortCommit(event.commit)]),
    ...counts(incident),
  ];
  return (
    <li>
      <span class={`status ${incident.status}`}>{incident.status}</span>
      <div class="body">
        <a class="what" href={`/incidents/${encodeURIComponent(incident.id)}`}>
          <Words
            text={postMortem === undefined ? event.title : causeLine(postMortem).statement}
            limit={220}
          />
        </a>
        <p>{facts.join(" · ")}</p>
      </div>
      <time class="when" datetime={incident.openedAt}>
        {`${dateAndTime(incident.openedAt).slice(0, 16)} UTC`}
      </time>
    </li>
  );
}

/** How much told of it, where that is more than one thing once. */
function counts({ signalCount = 1, eventCount, flapping }: Incident): string[] {
  return [
    ...(signalCount > 1 ? [`${signalCount} signals`] : []),
    ...(eventCount + 1 > signalCount ? [`told ${(eventCount + 1).toLocaleString("en")} times`] : []),
    ...(flapping === undefined ? [] : ["flapping"]),
  ];
}

function More(props: { incidents: Incident[]; filter: IncidentFilter }) {
  const { incidents, filter } = props;
  const last = incidents.at(-1);
  if (last === undefined || incidents.length < filter.limit) return <></>;
  const query = new URLSearchParams({ before: last.id });
  if (filter.text !== undefined) query.set("text", filter.text);
  if (filter.status !== undefined) query.set("status", filter.status);
  return (
    <p class="more">
      <a href={`/?${query.toString()}`}>Earlier incidents</a>
    </p>
  );
}
