import type { Cause, PostMortem } from "../domain/index.ts";
import { evidenceLink, incidentLink } from "./citation-lines.ts";
import { Link, Moment, Words } from "./display-parts.tsx";
import { byteSize, counted, oneLine } from "./display-text.ts";
import { CitationLink, Suspect, Top } from "./post-mortem-cause.tsx";
import { ListPart, LONGEST_LIST, More, Part } from "./post-mortem-parts.tsx";
import { categoryWords, causesAndProof, similarEnding, similarName } from "./summary-lines.ts";

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
