/** What a log line, a commit title or a model may say to whoever shows it. */
export const hostileWords = [
  "<script>globalThis.pwned = 1</script>",
  '<img src=x onerror="globalThis.pwned = 1">',
  '"><svg/onload=globalThis.pwned=1>',
  "</code></pre></style></script><h1>big</h1>",
  "javascript:globalThis.pwned=1",
  "[click](javascript:globalThis.pwned=1) ![pixel](https://evil.example/p.png)",
  "<https://evil.example> https://evil.example/path www.evil.example evil@evil.example",
  "@octocat @acme/team #123 GH-45 acme/checkout#6",
  "`code` ``` ````",
  "# heading **bold** _it_ ~~gone~~ | a | b | <!-- comment -->",
  "- [x] done\n\n---\n\n> quote\n\n1. one",
  "&lt;b&gt; &#60;script&#62; $x^2$ \\[x\\] [^1] [ref]: https://evil.example",
  "\u001b[31mred\u001b[0m \u202Egnp.exe\u202C \u0000\u0007\u2066",
  "x".repeat(3_000),
];
