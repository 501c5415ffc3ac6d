import type { RetryPolicy } from "@langchain/langgraph";
import { isNodeTimeoutError } from "@langchain/langgraph";
import { InquestError } from "../../domain/index.ts";

/**
 * For a store that is away for a moment. What a person must act on, and a node that ran out of time, is not
 * tried again here; the queue runs the whole task later, and it goes on at the node in flight.
 */
export const RETRY: RetryPolicy = {
  maxAttempts: 3,
  initialInterval: 250,
  jitter: false,
  logWarning: false,
  retryOn: (error: unknown) =>
    !(error instanceof InquestError) &&
    !isNodeTimeoutError(error) &&
    !(error instanceof Error && error.name === "AbortError"),
};
