import type { Finding, Rule } from "./finding.ts";
import { finding, thingsOf } from "./thing-finding.ts";

const WORKS = /^(?:Accepted|Programmed|ResolvedRefs|Ready)$/;
/** What a list tells of a gateway and of its class. */
const COLUMNS = ["Programmed", "Accepted"];

/** Gateways, their classes and routes, in the words of the Gateway API. */
export const gatewayRules: readonly Rule[] = [
  {
    id: "gateway",
    find: (facts) =>
      thingsOf(facts, "Gateway", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "GatewayClass").flatMap(
        (gateway) => {
          const told = gateway.conditions.filter(({ type }) => WORKS.test(type));
          const listed = COLUMNS.flatMap((type) => {
            const said = gateway.from === "row" ? gateway.fields.get(type) : undefined;
            return said ? [{ type, status: said.text, message: "", reason: "", place: said.place }] : [];
          });
          return [...told, ...listed].flatMap((condition): Finding[] => {
            const { type, status } = condition;
            if (status !== "False" && status !== "Unknown") return [];
            const why = condition.message || condition.reason;
            return [
              finding(gateway, {
                rule: "gateway",
                category: "ingress_misconfigured",
                depth: status === "False" ? 80 : 62,
                says: `is not ${status === "False" ? "" : "known to be "}${type}${why ? `: ${why}` : ""}`,
                places: [condition.place],
              }),
            ];
          });
        },
      ),
  },
];
