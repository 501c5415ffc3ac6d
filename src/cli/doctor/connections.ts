import { z } from "zod";
import type { Config } from "../../config/config.ts";
import type { Check } from "./part.ts";

/** @see https://platform.openai.com/docs/api-reference/models/list */
const Models = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Lists the models at the model's address: free of charge, and shows whether the key is taken. */
export function checkModel(config: Config): Check {
  return async (signal) => {
    const { model } = config;
    if (!model) {
      return {
        state: "off",
        message: "none: rules alone",
        next: "Set INQUEST_MODEL=openai:NAME and OPENAI_API_KEY to add one.",
      };
    }
    const root = model.baseUrl ?? "https://api.openai.com/v1";
    const answer = await fetch(`${root.replace(/\/+$/, "")}/models`, {
      signal,
      headers: { authorization: `Bearer ${model.apiKey}` },
    });
    const at = `at ${new URL(root).host}`;
    if (answer.status === 401 || answer.status === 403) {
      return { state: "broken", message: `the key is refused ${at}`, next: "Correct OPENAI_API_KEY." };
    }
    const listed = Models.safeParse(await answer.json().catch(() => undefined));
    // Not every compatible server lists its models; that it answers is then all that can be said.
    if (!answer.ok || !listed.success) return { state: "ok", message: `${model.name}, an answer ${at}` };
    if (listed.data.data.some(({ id }) => id === model.name)) {
      return { state: "ok", message: `${model.name} ${at}` };
    }
    return {
      state: "broken",
      message: `there is no model ${model.name} ${at}`,
      next: "Correct INQUEST_MODEL to one that is there.",
    };
  };
}

/** @see https://docs.slack.dev/reference/methods/auth.test */
const AuthTest = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  team: z.string().optional(),
  user: z.string().optional(),
});

export function checkSlack(config: Config): Check {
  return async (signal) => {
    const { slack } = config;
    if (!slack) {
      return {
        state: "off",
        message: "not connected",
        next: "Set SLACK_BOT_TOKEN and SLACK_CHANNEL; the README's “Connect Slack” says where they come from.",
      };
    }
    const root = (slack.apiUrl ?? "https://slack.com/api/").replace(/\/*$/, "/");
    const answer = await fetch(`${root}auth.test`, {
      method: "POST",
      signal,
      headers: { authorization: `Bearer ${slack.token}` },
    });
    const said = AuthTest.safeParse(await answer.json().catch(() => undefined));
    if (!said.success || !said.data.ok) {
      const why = said.success ? said.data.error : `status ${answer.status}`;
      return {
        state: "broken",
        message: `the token is refused (${why ?? "no reason given"})`,
        next: "Copy the bot token (xoxb-…) again into SLACK_BOT_TOKEN.",
      };
    }
    const scopes = answer.headers
      .get("x-oauth-scopes")
      ?.split(",")
      .map((scope) => scope.trim());
    if (scopes && !scopes.includes("chat:write")) {
      return {
        state: "broken",
        message: "the token lacks the scope chat:write",
        next: "Add chat:write to the app's bot scopes and install it again.",
      };
    }
    return {
      state: "ok",
      message: `${said.data.user ?? "bot"} in ${said.data.team ?? "a workspace"}, posts to ${slack.channel}`,
    };
  };
}

export function checkPublicUrl(config: Config): Check {
  return async (signal) => {
    const { publicUrl } = config;
    if (!publicUrl) {
      return {
        state: "off",
        message: "not set; links lead to this machine",
        next: "Set INQUEST_PUBLIC_URL to the address under which people reach the pages.",
      };
    }
    try {
      const answer = await fetch(`${publicUrl}/healthz`, { signal });
      if (answer.ok) return { state: "ok", message: `${publicUrl} answers` };
      return {
        state: "broken",
        message: `${publicUrl} answers with ${answer.status}`,
        next: "Point the proxy at Inquest's host and port.",
      };
    } catch {
      return {
        state: "off",
        message: `${publicUrl} does not answer now`,
        next: "It will once `inquest serve` runs and the proxy leads to it.",
      };
    }
  };
}
