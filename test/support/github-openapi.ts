import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";

// GitHub's own description of its API. Only the schemas that a test meets are compiled, once a process.

const require = createRequire(import.meta.url);

type Json = { [key: string]: unknown };

interface Description {
  paths: Record<
    string,
    Partial<Record<string, { responses: Record<string, { content?: Record<string, { schema: Json }> }> }>>
  >;
  "x-webhooks": Record<string, { post: { requestBody: { content: Record<string, { schema: Json }> } } }>;
  components: { schemas: Record<string, Json> };
}

let description: Description | undefined;

function describe(): Description {
  if (!description) {
    const path = require.resolve("@octokit/openapi/generated/api.github.com.json");
    description = JSON.parse(readFileSync(path, "utf8")) as Description;
  }
  return description;
}

const compiled = new Map<string, ValidateFunction>();

function validator(key: string, schema: () => Json): ValidateFunction {
  let validate = compiled.get(key);
  if (!validate) {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
    formats.default(ajv);
    ajv.addFormat("int64", true);
    validate = ajv.compile(selfContained(schema()));
    compiled.set(key, validate);
  }
  return validate;
}

const refPrefix = "#/components/schemas/";

/** OpenAPI 3.0's `nullable` as JSON Schema, with the components that the schema reaches, and no others. */
function selfContained(schema: Json): Json {
  const components: Record<string, unknown> = {};
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== "object" || value === null) return value;
    const { nullable, example: _example, ...rest } = value as Json;
    const ref = rest["$ref"];
    if (typeof ref === "string" && ref.startsWith(refPrefix)) {
      const name = ref.slice(refPrefix.length);
      if (!(name in components)) {
        components[name] = true;
        components[name] = convert(describe().components.schemas[name]);
      }
    }
    const converted = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, convert(inner)]));
    return nullable === true ? { anyOf: [{ type: "null" }, converted] } : converted;
  };
  const root = convert(schema) as Json;
  return { allOf: [root], components: { schemas: components } };
}

function complaint(validate: ValidateFunction, value: unknown): string | undefined {
  if (validate(value)) return undefined;
  const errors = (validate.errors ?? []).slice(0, 8);
  return errors.map((error) => `${error.instancePath || "/"} ${error.message}`).join("; ");
}

/** Why `body` is no answer that GitHub's description allows for this route, or undefined when it is one. */
export function answerComplaint(method: "get" | "post", route: string, body: unknown): string | undefined {
  const schema = () => {
    const status = method === "get" ? "200" : "201";
    const found = describe().paths[route]?.[method]?.responses[status]?.content?.["application/json"]?.schema;
    if (!found) throw new Error(`GitHub describes no JSON answer for ${method} ${route}`);
    return found;
  };
  return complaint(validator(`${method} ${route}`, schema), body);
}

/** The same for a webhook's payload: `workflow-run-completed`. */
export function payloadComplaint(webhook: string, body: unknown): string | undefined {
  const schema = () => {
    const found = describe()["x-webhooks"][webhook]?.post.requestBody.content["application/json"]?.schema;
    if (!found) throw new Error(`GitHub describes no webhook ${webhook}`);
    return found;
  };
  return complaint(validator(webhook, schema), body);
}
