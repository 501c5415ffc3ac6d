import { ALNUM, type TokenFormat, token, WORD } from "./token-format.ts";

/** Payments, shops and parcels. */
export const PAYMENT_FORMATS: readonly TokenFormat[] = [
  ...["sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_prod_", "rk_prod_"].map((p) =>
    token("stripe-key", p, `(?:${ALNUM}{24,255}|(?=[A-Za-z]{0,22}[0-9])${ALNUM}{10,23})`),
  ),
  token("stripe-key", "whsec_", "[A-Za-z0-9+/]{24,64}={0,2}"),
  ...["rzp_live_", "rzp_test_"].map((p) => token("razorpay-key", p, `${ALNUM}{14}`)),
  token("ramp-secret", "ramp_sec_", `${ALNUM}{48}`),
  token("square-token", "sq0atp-", `${WORD}{22}`),
  token("square-token", "sq0csp-", `${WORD}{43}`),
  token("square-token", "EAAA", `${WORD}{22,60}`),
  token("paypal-token", "access_token$production$", "[a-z0-9]{16}\\$[a-f0-9]{32}"),
  token("flutterwave-key", "FLWSECK", "(?:_TEST)?-[a-h0-9]{12,32}(?:-X)?"),
  ...["shpat_", "shpca_", "shppa_", "shpss_"].map((p) => token("shopify-token", p, "[a-fA-F0-9]{32}")),
  token("easypost-key", "EZAK", `${ALNUM}{54}`),
  token("easypost-key", "EZTK", `${ALNUM}{54}`),
  token("duffel-key", "duffel_live_", "[A-Za-z0-9_=-]{43}"),
  token("duffel-key", "duffel_test_", "[A-Za-z0-9_=-]{43}"),
  token("shippo-key", "shippo_live_", "[a-f0-9]{40}"),
  token("shippo-key", "shippo_test_", "[a-f0-9]{40}"),
  {
    rule: "maxmind-key",
    keywords: ["_mmk"],
    back: 36,
    form: /(?<![A-Za-z0-9])[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?![A-Za-z0-9_])/y,
  },
];
