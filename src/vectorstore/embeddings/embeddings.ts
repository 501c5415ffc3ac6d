/** Turns texts into vectors such that texts with the same meaning lie near each other. */
export interface Embeddings {
  /** Stable; vectors of different names are never compared. Letters, digits, dots and dashes. */
  readonly name: string;
  /** Length of each vector. */
  readonly dimension: number;
  /** Cosine below which two texts are taken to have nothing in common; its scale differs between embeddings. */
  readonly floor: number;
  /** One unit vector a text, in order. */
  embed(texts: string[], options: { signal: AbortSignal }): Promise<number[][]>;
}
