import type { Child } from "hono/jsx";
import type { Cause, Citation, PostMortem, SuspectChange } from "../domain/index.ts";
import { citationName, evidenceLink, incidentLink, quotedLines } from "./citation-lines.ts";
import { Link, Moment, Words } from "./display-parts.tsx";
import { byteSize, counted, oneLine, shortCommit } from "./display-text.ts";
import {
  authorName,
  categoryWords,
  causeLabel,
  causeLine,
  causesAndProof,
  furtherSummary,
  knownKind,
  partialNote,
  resolutionLine,
  similarEnding,
  similarName,
  suspectFinding,
} from "./summary-lines.ts";

const LONGEST_LIST = 25;
const MOST_QUOTES = 12;

/** A post-mortem as the body of a page: the cause on top, then its proof, then everything else. */
export function PostMortemView(props: { postMortem: PostMortem }) {
  const { postMortem } = props;
  const { diagnosis } = postMortem;
  const { others } = causesAndProof(postMortem);
  return (
    <article>
      <Top postMortem={postMortem} />
      <div class="parts">
        <Part title="Suspect change">
          <Suspect postMortem={postMortem} />
        </Part>
        <Part title="Seen before">
          <SeenBefore postMortem={postMortem} />
        </Part>
        <Part title="Impact">
          <p>
            <Words text={postMortem.impact} />
          </p>
        </Part>
        <ListPart title="Action items" items={postMortem.actionItems} />
        <Part title="Timeline">
          <Timeline postMortem={postMortem} />
        </Part>
        {diagnosis.failedTests.length > 0 && (
          <Part title="Failed tests">
            <FailedTests postMortem={postMortem} />
          </Part>
        )}
        {others.length > 0 && (
          <Part title="Also considered">
            <OtherCauses postMortem={postMortem} causes={others} />
          </Part>
        )}
        <ListPart title="Contributing factors" items={postMortem.contributingFactors} />
        <ListPart title="Ruled out" items={diagnosis.ruledOut} />
        {diagnosis.dataGaps.length > 0 && (
          <Part title="Data gaps">
            <ul>
              {diagnosis.dataGaps.slice(0, LONGEST_LIST).map((gap) => (
                <li>
                  <Words text={gap.missing} /> <span class="soft">({categoryWords(gap.code)})</span>.{" "}
                  <Words text={gap.remedy} />
                </li>
              ))}
              <More count={diagnosis.dataGaps.length} />
            </ul>
          </Part>
        )}
        <Part title="Evidence">
          <EvidenceList postMortem={postMortem} />
        </Part>
      </div>
      <p class="colophon">
        Written by Inquest at <Moment at={postMortem.writtenAt} />, version {postMortem.version}. Signature{" "}
        <code>{oneLine(diagnosis.signature, 80)}</code>.
      </p>
    </article>
  );
}

function Top(props: { postMortem: PostMortem }) {
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

function CitationLink(props: { postMortem: PostMortem; citation: Citation }) {
  const { postMortem, citation } = props;
  return <a href={evidenceLink(postMortem, citation.evidence, citation.start)}>{citationName(citation)}</a>;
}

function Suspect(props: { postMortem: PostMortem }) {
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

function SeenBefore(props: { postMortem: PostMortem }) {
  const { postMortem } = props;
  if (postMortem.similar.length === 0) return <p>Not seen before.</p>;
  const own = incidentLink(postMortem);
  const folder = own.slice(0, own.lastIndexOf("/") + 1);
  return (
    <ul class="plain">
      {postMortem.similar.map((similar) => (
        <li>
          <Link href={folder + encodeURIComponent(similar.incident)}>{similarName(similar)}</Link>.{" "}
          <Words text={similar.summary} limit={300} />{" "}
          <span class="strong">
            <Words text={similarEnding(similar)} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Timeline(props: { postMortem: PostMortem }) {
  return (
    <dl class="moments">
      {props.postMortem.timeline.map((entry) => (
        <>
          <dt>
            <Moment at={entry.at} />
          </dt>
          <dd>
            <Link href={entry.url}>
              <Words text={entry.what} limit={400} />
            </Link>
            {entry.citation !== undefined && (
              <>
                {" "}
                (<CitationLink postMortem={props.postMortem} citation={entry.citation} />)
              </>
            )}
          </dd>
        </>
      ))}
    </dl>
  );
}

function FailedTests(props: { postMortem: PostMortem }) {
  const { failedTests } = props.postMortem.diagnosis;
  return (
    <ul>
      {failedTests.slice(0, LONGEST_LIST).map((test) => (
        <li>
          <code>{oneLine(test.name, 300)}</code>
          {test.file !== undefined && (
            <span class="soft">
              {" "}
              in{" "}
              <code>
                {oneLine(test.file, 300)}
                {test.line !== undefined && `:${test.line}`}
              </code>
            </span>
          )}
        </li>
      ))}
      <More count={failedTests.length} />
    </ul>
  );
}

function OtherCauses(props: { postMortem: PostMortem; causes: Cause[] }) {
  return (
    <ul>
      {props.causes.slice(0, LONGEST_LIST).map((cause) => (
        <li>
          <Words text={cause.statement} limit={400} /> <span class="soft">({cause.verdict})</span>
          {cause.citations.map((citation) => (
            <>
              {" "}
              <CitationLink postMortem={props.postMortem} citation={citation} />
            </>
          ))}
        </li>
      ))}
    </ul>
  );
}

function EvidenceList(props: { postMortem: PostMortem }) {
  return (
    <ul class="plain">
      {props.postMortem.evidence.map((piece) => {
        const redacted = Object.values(piece.redactions).reduce((sum, count) => sum + count, 0);
        return (
          <li>
            <a href={evidenceLink(props.postMortem, piece.id)}>{piece.id}</a> {oneLine(piece.title, 200)}{" "}
            <span class="soft">
              {counted(piece.lines, "line")}, {byteSize(piece.bytes)}
              {piece.truncated && ", shortened"}
              {redacted > 0 && `, ${counted(redacted, "secret")} redacted`}
              {piece.url !== undefined && (
                <>
                  , <Link href={piece.url}>original</Link>
                </>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Part(props: { title: string; children: Child }) {
  return (
    <section class="part">
      <h2>{props.title}</h2>
      <div>{props.children}</div>
    </section>
  );
}

function ListPart(props: { title: string; items: string[] }) {
  if (props.items.length === 0) return <></>;
  return (
    <Part title={props.title}>
      <ul>
        {props.items.slice(0, LONGEST_LIST).map((item) => (
          <li>
            <Words text={item} limit={600} />
          </li>
        ))}
        <More count={props.items.length} />
      </ul>
    </Part>
  );
}

function More(props: { count: number }) {
  if (props.count <= LONGEST_LIST) return <></>;
  return <li class="soft">and {props.count - LONGEST_LIST} more</li>;
}
