import { createKubernetesJsonReader } from "./kubernetes-json.ts";
import { createKubernetesYamlReader } from "./kubernetes-yaml.ts";
import type { LineReader } from "./line-reader.ts";
import { createPasswordListReader } from "./password-lists.ts";
import { createPrivateKeyReader } from "./private-keys.ts";

/** One of each, in the state at the start of a text. */
export function createLineReaders(): LineReader[] {
  return [
    createPrivateKeyReader(),
    createPasswordListReader(),
    createKubernetesYamlReader(),
    createKubernetesJsonReader(),
  ];
}
