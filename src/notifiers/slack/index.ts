export { createSlackNotifier, type SlackOptions } from "./slack.ts";
