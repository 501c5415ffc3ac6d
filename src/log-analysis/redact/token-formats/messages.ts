import { ALNUM, type TokenFormat, token, WORD } from "./token-format.ts";

/** Chat, mail and telephone. */
export const MESSAGE_FORMATS: readonly TokenFormat[] = [
  ...["xoxa-", "xoxb-", "xoxc-", "xoxd-", "xoxo-", "xoxp-", "xoxr-", "xoxs-"].map((p) =>
    token("slack-token", p, "(?:\\d-)?[0-9]{8,14}(?:-[A-Za-z0-9]{8,64}){1,3}", "(?![A-Za-z0-9])"),
  ),
  ...["xoxa-", "xoxr-"].map((p) => token("slack-token", p, "(?:\\d-)?[0-9A-Za-z]{8,48}")),
  token("slack-token", "xoxe-", "\\d-[A-Za-z0-9]{140,200}"),
  token("slack-token", "xoxe.xox", "[bp]-\\d-[A-Za-z0-9]{150,200}"),
  token("slack-token", "xapp-", "\\d-[A-Z0-9]{8,14}-\\d{8,14}(?:-[A-Za-z0-9]{8,80})?"),
  {
    rule: "slack-webhook",
    keywords: ["hooks.slack.com/"],
    form: /hooks\.slack(?:-gov)?\.com\/((?:services|workflows|triggers)\/[A-Za-z0-9/_-]{16,120})/iy,
    group: 1,
  },
  {
    rule: "teams-webhook",
    keywords: [".webhook.office.com/"],
    form: /\.webhook\.office\.com\/(webhookb2\/[A-Za-z0-9@/-]{60,220})/iy,
    group: 1,
  },
  {
    rule: "discord-webhook",
    keywords: ["/api/webhooks/"],
    form: /\/api\/webhooks\/(\d{17,20}\/[A-Za-z0-9_-]{60,80})/iy,
    group: 1,
  },
  {
    rule: "telegram-token",
    keywords: [":aa"],
    back: 10,
    form: /[0-9]{10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/y,
  },
  {
    rule: "telegram-token",
    keywords: [":aa"],
    back: 9,
    form: /(?<![0-9])[0-9]{9}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/y,
  },
  {
    rule: "telegram-token",
    keywords: [":aa"],
    back: 8,
    form: /(?<![0-9])[0-9]{8}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/y,
  },
  token("twitch-token", "oauth:", "[a-z0-9]{30}"),
  token("nylas-key", "nyk_v0_", `${ALNUM}{64}`),
  ...["pk_prod_", "pk_test_"].map((p) => token("courier-token", p, "[A-Z0-9]{28}")),
  token("klaviyo-key", "pk_", "[a-f0-9]{34}"),
  token("sendgrid-key", "SG.", `${WORD}{16,32}\\.${WORD}{30,64}`),
  token("mailgun-key", "key-", "[a-f0-9]{32}"),
  token("mailgun-key", "pubkey-", "[a-f0-9]{32}"),
  token("brevo-key", "xkeysib-", "[a-f0-9]{64}-[A-Za-z0-9]{16}"),
  token("brevo-key", "xsmtpsib-", "[a-f0-9]{64}-[A-Za-z0-9]{16}"),
  {
    rule: "mailchimp-key",
    keywords: ["-us"],
    back: 32,
    form: /(?<![A-Za-z0-9])[a-f0-9]{32}-us\d{1,2}(?![A-Za-z0-9])/y,
  },
  token("twilio-key", "SK", "[a-f0-9]{32}"),
  token("resend-key", "re_", "[A-Za-z0-9]{8}_[A-Za-z0-9]{20,30}"),
];
