export { createSlackNotifier } from "./slack.ts";
