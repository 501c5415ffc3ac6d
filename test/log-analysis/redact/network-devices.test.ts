import { expect, test } from "vitest";
import { redactText } from "../../../src/log-analysis/redact/index.ts";

test.each([
  "enable secret harbor35",
  "router(config)# enable password level 15 harbor35",
  "+enable secret 9 $9$harbor35harbo.$harbor35harbor35harbor35harbor35harbor35abc",
  "username admin privilege 15 password 0 harbor35",
  "username admin secret harbor35 role network-admin",
  " key 7 0822455D0A16harbor35",
  "line vty 0 4\n exec-timeout 5 0\n password harbor35",
  "neighbor 10.0.0.1 password 7 harbor35",
  "radius-server host 10.0.0.1 auth-port 1812 acct-port 1813 key harbor35",
  "tacacs-server key 0 harbor35",
  "crypto isakmp key harbor35 address 10.0.0.1",
  "snmp-server community harbor35 RO",
  "set snmp community harbor35 authorization read-only",
  "rocommunity harbor35 10.0.0.0/8",
  "snmp-server user ops group v3 auth sha harbor35 priv aes 128 otherone",
  "    set passwd ENC harbor35",
  "client ap-1 {\n\tipaddr = 10.0.0.2\n\tsecret\t= harbor35\n}",
  'C : PSK "harbor35"',
  "snmpwalk -v2c -c harbor35 10.0.0.1 system",
  "radtest bob harbor35 10.0.0.1 0 shared99",
])("masks the secret of a device: %s", (config) => {
  const text = config.replace("0822455D0A16harbor35", "0822455D0A16");
  const { text: redacted } = redactText(text);
  expect(redacted).toContain("[redacted:");
  for (const secret of ["harbor35", "0822455D0A16", "otherone", "shared99"])
    expect(redacted).not.toContain(secret);
});

test.each([
  "snmp-server community public RO",
  "snmp-server location rack-12-b",
  "radius-server timeout 5",
  "the enable password is not set on this device",
  "username admin privilege 15",
  "key 7 of 12 was read",
  "line vty 0 4\n login local",
  "client web {\n  retries = 3\n}",
  "snmpwalk -v2c -c public localhost",
])("leaves alone: %s", (config) => {
  expect(redactText(config).text).toBe(config);
});
