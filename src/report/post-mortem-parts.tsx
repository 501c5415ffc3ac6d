import type { Child } from "hono/jsx";
import { Words } from "./display-parts.tsx";

/** Longer lists are cut, and say how much more there is. */
export const LONGEST_LIST = 25;

export function Part(props: { title: string; children: Child }) {
  return (
    <section class="part">
      <h2>{props.title}</h2>
      <div>{props.children}</div>
    </section>
  );
}

export function ListPart(props: { title: string; items: string[] }) {
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

export function More(props: { count: number }) {
  if (props.count <= LONGEST_LIST) return <></>;
  return <li class="soft">and {props.count - LONGEST_LIST} more</li>;
}
