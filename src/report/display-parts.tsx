import type { Child } from "hono/jsx";
import { dateAndTime, oneLine, safeLink } from "./display-text.ts";

/** Pieces that the post-mortem and the pages share. Text is escaped by JSX; nothing here is raw. */

/** One visible line; parts in backticks are set as code. */
export function Words(props: { text: string; limit?: number }) {
  const parts = oneLine(props.text, props.limit).split("`");
  // An odd number of backticks pairs with nothing: show the text as it is.
  if (parts.length % 2 === 0) return <>{parts.join("`")}</>;
  return <>{parts.map((part, index) => (index % 2 === 1 && part !== "" ? <code>{part}</code> : part))}</>;
}

/** A link when the address is one that a browser may follow, else the words alone. */
export function Link(props: { href: string | undefined; children: Child; class?: string }) {
  const href = safeLink(props.href);
  if (href === undefined) return <>{props.children}</>;
  const elsewhere = !href.startsWith("/");
  return (
    <a href={href} class={props.class} rel={elsewhere ? "noreferrer" : undefined}>
      {props.children}
    </a>
  );
}

export function Moment(props: { at: string }) {
  return <time datetime={props.at}>{dateAndTime(props.at)}</time>;
}
