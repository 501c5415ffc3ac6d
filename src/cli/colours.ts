import { styleText } from "node:util";

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Wraps a text in a terminal style, or leaves it as it is where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;

export function createPaint(colours: boolean): Paint {
  // `styleText` would otherwise decide by the process's own streams, not by the one written to.
  return (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
}
