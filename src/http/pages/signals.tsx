import type { Incident, Signal } from "../../domain/index.ts";
import { Link, Moment, oneLine, Words } from "../../report/index.ts";

/** Shown at most; a storm of different signals is told in its report. */
const MOST_SHOWN = 100;

/** What told of the incident and why it was joined, each with a button that makes it an incident of its own. */
export function Signals(props: { incident: Incident; path: string }) {
  const { incident, path } = props;
  const { signals = [] } = incident;
  const told = signals.length > 1 || signals.some((signal) => signal.repeats > 0);
  if (!told) return <></>;
  return (
    <section class="signals">
      <h2>{signals.length === 1 ? "1 signal" : `${signals.length} signals`}</h2>
      <ol>
        {signals.slice(0, MOST_SHOWN).map((signal) => (
          <Row signal={signal} split={signals.length > 1 ? `${path}/split` : undefined} />
        ))}
      </ol>
    </section>
  );
}

function Row(props: { signal: Signal; split: string | undefined }) {
  const { signal, split } = props;
  const { event } = signal;
  const over = signal.resolvedAt !== undefined;
  return (
    <li>
      <span class={`status ${over ? "resolved" : "reported"}`}>{over ? "over" : "open"}</span>
      <div>
        <p class="what">
          {event.url === undefined ? (
            <Words text={event.title} limit={220} />
          ) : (
            <Link href={event.url}>{oneLine(event.title, 220)}</Link>
          )}
        </p>
        <p>
          {`Signal ${signal.number}, ${event.source}, `}
          <Moment at={event.occurredAt} />
          {signal.repeats > 0 && `, told ${(signal.repeats + 1).toLocaleString("en")} times`}
          {signal.resolvedAt !== undefined && (
            <>
              , over since <Moment at={signal.resolvedAt} />
            </>
          )}
        </p>
        {signal.reason !== "" && <p>{`Joined: ${oneLine(signal.reason, 300)}`}</p>}
      </div>
      {split !== undefined && (
        <form method="post" action={split}>
          <input type="hidden" name="signal" value={String(signal.number)} />
          <button class="button" type="submit" title="Make this signal an incident of its own">
            Split off
          </button>
        </form>
      )}
    </li>
  );
}
