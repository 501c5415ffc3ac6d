import { ALNUM, type TokenFormat, token, WORD } from "./token-format.ts";

/** Language models. */
export const MODEL_FORMATS: readonly TokenFormat[] = [
  {
    rule: "openai-key",
    keywords: ["sk-"],
    form: /sk-(?:[A-Za-z]{2,12}-)?[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100}/y,
  },
  token("anthropic-key", "sk-ant-", "[a-z0-9]{3,10}-[A-Za-z0-9_-]{80,120}"),
  token("model-key", "sk-", "[a-f0-9]{32}"),
  token("elevenlabs-key", "sk_", "[a-f0-9]{48}"),
  token("nvidia-key", "nvapi-", `${WORD}{60,70}`),
  { ...token("fireworks-key", "fw_", `${ALNUM}{24}`), mixed: true },
  token("voiceflow-key", "VF.DM.", "[a-f0-9]{24}\\.[A-Za-z0-9]{16}"),
  token("together-key", "tgp_v1_", `${WORD}{43}`),
  token("openrouter-key", "sk-or-v1-", "[a-f0-9]{64}"),
  token("langfuse-key", "sk-lf-", "[a-f0-9-]{36}"),
  token("langsmith-key", "lsv2_pt_", "[a-f0-9]{32}_[a-f0-9]{10}"),
  token("langsmith-key", "lsv2_sk_", "[a-f0-9]{32}_[a-f0-9]{10}"),
  token("groq-key", "gsk_", `${ALNUM}{52}`),
  token("xai-key", "xai-", `${ALNUM}{80}`),
  token("perplexity-key", "pplx-", `${ALNUM}{40,64}`),
  token("huggingface-token", "hf_", "[A-Za-z0-9]{30,40}"),
  token("huggingface-token", "api_org_", "[A-Za-z]{34}"),
  token("replicate-token", "r8_", `${ALNUM}{37}`),
  token("pinecone-key", "pcsk_", `${WORD}{50,90}`),
];
