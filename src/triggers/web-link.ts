/** A link that a page may show: a payload could hold `javascript:` or credentials. */
export function webLink(value: string | null | undefined): string | undefined {
  if (!value || value.length > 2_000 || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  url.username = "";
  url.password = "";
  return url.href;
}
