/**
 * An error a person can act on. `code` is stable, `message` is one plain sentence, `remedy` says what to do.
 * None of them may hold a secret or an authenticated address.
 */
export class InquestError extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "InquestError";
    this.code = code;
    this.remedy = remedy;
  }
}
