import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { InquestError } from "../../domain/index.ts";

/** What to do about the errors that Slack answers; the names are Slack's own. */
const REMEDIES: Record<string, [sentence: string, remedy: string]> = {
  invalid_auth: [
    "Slack does not accept the token.",
    "Set SLACK_BOT_TOKEN to the app's current bot token (xoxb-…).",
  ],
  not_authed: ["Slack got no token.", "Set SLACK_BOT_TOKEN to the app's bot token (xoxb-…)."],
  account_inactive: [
    "The Slack token belongs to a removed app.",
    "Install the app again and set SLACK_BOT_TOKEN.",
  ],
  token_revoked: ["The Slack token was revoked.", "Install the app again and set SLACK_BOT_TOKEN."],
  token_expired: ["The Slack token has expired.", "Issue a new bot token and set SLACK_BOT_TOKEN."],
  channel_not_found: [
    "Slack does not know the channel, or the app may not see it.",
    "Set SLACK_CHANNEL to the channel's id (its details show it) and invite the app there with /invite.",
  ],
  not_in_channel: ["The Slack app is not in the channel.", "Invite the app in that channel with /invite."],
  is_archived: ["The Slack channel is archived.", "Unarchive it, or set SLACK_CHANNEL to another channel."],
  restricted_action: [
    "The workspace does not let this app post there.",
    "Ask a workspace admin, or choose another SLACK_CHANNEL.",
  ],
};

/** True when the request may have been carried out although its answer was not seen. */
export function isUncertain(error: unknown): boolean {
  return error instanceof WebAPIRequestError || (error instanceof WebAPIHTTPError && error.statusCode >= 500);
}

/** Slack's own name of the error, when the failure is an answer of Slack. */
export function slackErrorName(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** A failure of Slack's client as an error that a person can act on. Holds no token and no address. */
export function slackFailure(method: string, error: unknown): InquestError {
  if (error instanceof InquestError) return error;
  const name = slackErrorName(error);
  if (name !== undefined) return platformFailure(method, name, error);
  if (error instanceof WebAPIRateLimitedError) {
    return new InquestError(
      "slack_rate_limited",
      `Slack asks to wait ${error.retryAfter} s before ${method}.`,
      "Nothing: it is tried again after a while.",
      { cause: error },
    );
  }
  const status = error instanceof WebAPIHTTPError ? ` (HTTP ${error.statusCode})` : "";
  return new InquestError(
    "slack_unreachable",
    `Slack did not answer ${method}${status}.`,
    "Check the network between Inquest and Slack; it is tried again after a while.",
    { cause: error },
  );
}

function platformFailure(method: string, name: string, error: unknown): InquestError {
  const known = REMEDIES[name];
  if (known !== undefined) return new InquestError(`slack_${name}`, known[0], known[1], { cause: error });
  if (name === "missing_scope") {
    const scopes =
      error instanceof WebAPIPlatformError ? (error.data.response_metadata?.acceptedScopes ?? []) : [];
    const wanted = scopes.length > 0 ? scopes.join(" or ") : "chat:write, channels:history and channels:read";
    return new InquestError(
      "slack_missing_scope",
      `The Slack app may not call ${method}.`,
      `Add the bot scope ${wanted} under OAuth & Permissions, then install the app again.`,
      { cause: error },
    );
  }
  const plain = /^[a-z_]{1,60}$/.test(name);
  return new InquestError(
    plain ? `slack_${name}` : "slack_refused",
    `Slack refused ${method}: ${plain ? name : "its answer was not understood"}.`,
    "Look the name up in Slack's description of that method.",
    { cause: error },
  );
}
