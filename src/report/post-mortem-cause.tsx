import type { Citation, PostMortem, SuspectChange } from "../domain/index.ts";
import { citationName, evidenceLink, quotedLines } from "./citation-lines.ts";
import { Link, Moment, Words } from "./display-parts.tsx";
import { counted, oneLine, shortCommit } from "./display-text.ts";
import { LONGEST_LIST } from "./post-mortem-parts.tsx";
import {
  authorName,
  causeLabel,
  causeLine,
  causesAndProof,
  furtherSummary,
  knownKind,
  partialNote,
  resolutionLine,
  suspectFinding,
} from "./summary-lines.ts";

const MOST_QUOTES = 12;

export function Top(props: { postMortem: PostMortem }) {
  const { postMortem } = props;
  const { event, diagnosis } = postMortem;
  const { verdict } = causeLine(postMortem);
  const cause = diagnosis.causes[0];
  const kind = knownKind(postMortem);
  const summary = furtherSummary(postMortem);
  const note = partialNote(postMortem);
  const resolution = resolutionLine(postMortem);
  return (
    <header>
      <p class="eyebrow">
        <span class={`verdict ${verdict}`}>{causeLabel(postMortem)}</span>
        {kind !== undefined && <span>{kind}</span>}
        <span class={`status ${postMortem.status}`}>{postMortem.status}</span>
      </p>
      <h1 class="cause">
        <Words text={cause?.statement ?? diagnosis.summary} limit={600} />
      </h1>
      <p class="lede">
        <Link href={event.url}>
          <Words text={postMortem.title} limit={200} />
        </Link>
        , <Moment at={event.occurredAt} />
        {event.commit !== undefined && (
          <>
            , commit <code>{shortCommit(event.commit)}</code>
          </>
        )}
        {event.environment !== undefined && `, ${oneLine(event.environment, 80)}`}.{" "}
        {summary !== undefined && <Words text={summary} />}
      </p>
      {note !== undefined && <p class="note">{note}</p>}
      {resolution !== undefined && (
        <p class="note resolved">
          <span class="strong">Resolved</span>
          {postMortem.resolvedAt !== undefined && (
            <>
              {" "}
              at <Moment at={postMortem.resolvedAt} />
            </>
          )}
          . <Words text={resolution} />
        </p>
      )}
      {cause === undefined && <p>No cause could be proven from the evidence.</p>}
      {causesAndProof(postMortem)
        .proof.slice(0, MOST_QUOTES)
        .map((citation) => (
          <Quote postMortem={postMortem} citation={citation} />
        ))}
    </header>
  );
}

function Quote(props: { postMortem: PostMortem; citation: Citation }) {
  const { postMortem, citation } = props;
  const { lines, left } = quotedLines(citation);
  const piece = postMortem.evidence.find((candidate) => candidate.id === citation.evidence);
  return (
    <figure class="quote">
      <figcaption>
        <CitationLink postMortem={postMortem} citation={citation} />
        {piece !== undefined && <> · {oneLine(piece.title, 160)}</>}
        {left > 0 && <> · {counted(left, "more line")} there</>}
      </figcaption>
      <ol class="lines">
        {lines.map((line) => (
          <li>
            <a href={evidenceLink(postMortem, citation.evidence, line.number)}>{line.number}</a>
            <code>{line.text}</code>
          </li>
        ))}
      </ol>
    </figure>
  );
}

export function CitationLink(props: { postMortem: PostMortem; citation: Citation }) {
  const { postMortem, citation } = props;
  return <a href={evidenceLink(postMortem, citation.evidence, citation.start)}>{citationName(citation)}</a>;
}

export function Suspect(props: { postMortem: PostMortem }) {
  const finding = suspectFinding(props.postMortem);
  return (
    <>
      {finding.kind === "none" ? (
        <p class="strong">{finding.sentence}</p>
      ) : (
        <>
          <p>
            <span class="strong">
              <ChangeName change={finding.change} />
            </span>{" "}
            by {authorName(finding.change)}
          </p>
          <ul>
            {finding.change.reasons.slice(0, LONGEST_LIST).map((reason) => (
              <li>
                <Words text={reason} />
              </li>
            ))}
          </ul>
        </>
      )}
      {finding.others.length > 0 && (
        <p class="soft">
          {finding.kind === "none" ? "Looked at: " : "Less likely: "}
          {finding.others.slice(0, 5).map((change, index) => (
            <>
              {index > 0 && "; "}
              <ChangeName change={change} /> by {authorName(change)}
              {change.reasons[0] !== undefined && (
                <>
                  {" "}
                  (<Words text={change.reasons[0]} />)
                </>
              )}
            </>
          ))}
          .
        </p>
      )}
    </>
  );
}

function ChangeName(props: { change: SuspectChange }) {
  return (
    <>
      <Link href={props.change.url}>
        <code>{shortCommit(props.change.id)}</code>
      </Link>{" "}
      <Words text={props.change.title} limit={200} />
    </>
  );
}
