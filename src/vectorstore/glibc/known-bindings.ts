/** Bindings whose copy for an older glibc was tried: SHA-256 of the file as published, and its version. */
export const KNOWN_BINDINGS: ReadonlyMap<string, string> = new Map([
  // chromadb-js-bindings-linux-x64-gnu, which chromadb 3.5.0 brings.
  ["b770770984cef8bbc3ee7738f290baefaed5359acda23dea5c5f6f7307860063", "1.3.4"],
]);
