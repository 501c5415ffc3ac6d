import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A certificate for 127.0.0.1 and localhost that is its own authority, both as PEM; valid now unless said otherwise. */
export function selfSigned(valid?: { from: Date; to: Date }): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  // ecdsa-with-SHA256, https://www.rfc-editor.org/rfc/rfc5758#section-3.2
  const algorithm = sequence(Buffer.from("06082a8648ce3d040302", "hex"));
  const commonName = sequence(
    Buffer.from("0603550403", "hex"),
    der(0x0c, Buffer.from("kubernetes stand-in")),
  );
  const name = sequence(der(0x31, commonName));
  const day = 86_400_000;
  const validity = sequence(
    time(valid?.from.getTime() ?? Date.now() - day),
    time(valid?.to.getTime() ?? Date.now() + 30 * day),
  );
  const alternatives = sequence(der(0x82, Buffer.from("localhost")), der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(
    sequence(Buffer.from("0603551d11", "hex"), der(0x04, alternatives)),
    sequence(Buffer.from("0603551d130101ff", "hex"), der(0x04, sequence(der(0x01, Buffer.from([0xff]))))),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([0x11]), randomBytes(8)])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]));
  const lines =
    sequence(body, algorithm, signature)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, content: Buffer): Buffer {
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function time(at: number): Buffer {
  const text = `${new Date(at).toISOString().replaceAll(/[-:T]/g, "").slice(2, 14)}Z`;
  return der(0x17, Buffer.from(text));
}
