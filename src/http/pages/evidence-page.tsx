import type { Context } from "hono";
import type { Citation, Evidence, Incident } from "../../domain/index.ts";
import { byteSize, counted, Link, Moment, oneLine } from "../../report/index.ts";
import type { AppEnv } from "../app-env.ts";
import { citationsOf, type EvidenceWindow, WINDOW_LINES } from "./evidence-window.ts";
import { page } from "./layout.tsx";

/** Finds a line that the address names behind `#` when it lies outside the window, and shows the wanted one. */
const FIND_LINE = `
(() => {
  const go = () => {
    const line = /^#L(\\d{1,15})$/.exec(location.hash)?.[1];
    if (line && !document.getElementById("L" + line)) location.replace("?line=" + line + "#L" + line);
    if (!location.hash) document.querySelector(".focus")?.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", go);
  go();
})();
`;

export function evidencePage(
  c: Context<AppEnv>,
  props: { incident: Incident; piece: Evidence; window: EvidenceWindow; focus: number | undefined },
): Response | Promise<Response> {
  const { incident, piece, window, focus } = props;
  const home = `/incidents/${encodeURIComponent(incident.id)}`;
  const path = `${home}/evidence/${encodeURIComponent(piece.id)}`;
  const redacted = Object.values(piece.redactions).reduce((sum, count) => sum + count, 0);
  const pager = <Pager path={path} piece={piece} window={window} />;
  return page(c, {
    title: `${piece.id} of ${incident.id}: ${oneLine(piece.title, 120)}`,
    crumbs: [{ name: incident.id, href: home }, { name: piece.id }],
    links: [{ name: "Plain text", href: `/api${path}` }],
    script: FIND_LINE,
    children: (
      <>
        <h1 class="title">{oneLine(piece.title, 200)}</h1>
        <p class="facts">
          {counted(piece.lines, "line")}, {byteSize(piece.bytes)}, fetched by {oneLine(piece.collector, 60)}{" "}
          at <Moment at={piece.collectedAt} />
          {redacted > 0 && `, ${counted(redacted, "secret")} redacted`}
          {piece.truncated && ", shortened because the source was too large"}
          {piece.url !== undefined && (
            <>
              , <Link href={piece.url}>original</Link>
            </>
          )}
        </p>
        <Quoted path={path} citations={citationsOf(incident, piece.id)} />
        {pager}
        <div class="log">
          {window.lines.length === 0 ? (
            <p class="empty">There is no text.</p>
          ) : (
            <ol class="lines">
              {window.lines.map((line) => (
                <li id={`L${line.number}`} class={marks(line.cited, line.number === focus)}>
                  <a href={`#L${line.number}`}>{line.number}</a>
                  <code>
                    {line.text}
                    {line.hidden > 0 && <span class="soft"> {counted(line.hidden, "more character")}</span>}
                  </code>
                </li>
              ))}
            </ol>
          )}
        </div>
        {window.lines.length > 50 && pager}
      </>
    ),
  });
}

/** Leads to what the post-mortem quotes, wherever in the text that is. */
function Quoted(props: { path: string; citations: Citation[] }) {
  const places = new Map(props.citations.map((citation) => [citation.start, citation.end]));
  if (places.size === 0) return <></>;
  return (
    <p class="facts">
      Quoted in the post-mortem:{" "}
      {[...places].slice(0, 12).map(([start, end], index) => (
        <>
          {index > 0 && ", "}
          <a href={`${props.path}?line=${start}#L${start}`}>
            {end > start ? `lines ${start}–${end}` : `line ${start}`}
          </a>
        </>
      ))}
    </p>
  );
}

function Pager(props: { path: string; piece: Evidence; window: EvidenceWindow }) {
  const { path, piece, window } = props;
  const whole = window.start === 1 && window.end >= piece.lines;
  return (
    <div class="pager">
      {window.start > 1 && (
        <a href={`${path}?from=${Math.max(1, window.start - WINDOW_LINES)}`} rel="prev">
          Earlier lines
        </a>
      )}
      {!whole && (
        <span class="soft number">
          {window.start.toLocaleString("en-US")}–{window.end.toLocaleString("en-US")} of{" "}
          {piece.lines.toLocaleString("en-US")}
        </span>
      )}
      {window.end < piece.lines && window.lines.length > 0 && (
        <a href={`${path}?from=${window.end + 1}`} rel="next">
          Later lines
        </a>
      )}
      <form method="get" action={path}>
        <input name="goto" inputmode="numeric" pattern="[0-9]+" placeholder="Line" aria-label="Line number" />
        <button class="button" type="submit">
          Go
        </button>
      </form>
    </div>
  );
}

function marks(cited: boolean, focus: boolean): string | undefined {
  const names = [...(cited ? ["cited"] : []), ...(focus ? ["focus"] : [])];
  return names.length === 0 ? undefined : names.join(" ");
}
