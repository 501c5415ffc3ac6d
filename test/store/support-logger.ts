import pino from "pino";

export const logger = pino({ level: process.env.INQUEST_TEST_LOG ?? "silent" });
