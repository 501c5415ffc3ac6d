import type { Facts, ThingFact } from "../facts/facts.ts";
import type { Place } from "../text/source-text.ts";
import { absenceOf, thingNamed } from "./existence.ts";
import type { Finding, Rule } from "./finding.ts";
import { field, finding, placesOf, thingsOf } from "./thing-finding.ts";

const CATEGORY: Finding["category"] = "pvc_storageclass_missing";
/** Provisioners by CSI have an object of their name; others have none. */
const BY_CSI = /csi/;

interface Why {
  depth: number;
  says: string;
  named?: string;
  places: Place[];
}

/** Claims, volumes and the classes that make them. */
export const storageRules: readonly Rule[] = [
  {
    id: "claim-pending",
    find: (facts) =>
      thingsOf(facts, "PersistentVolumeClaim").flatMap((claim) => {
        if (!/^(?:Pending|Lost)$/.test(field(claim, "Status")) || waitsForPod(facts, claim)) return [];
        const why = field(claim, "Status") === "Lost" ? lostBy(facts, claim) : whyPending(facts, claim);
        const places = [...placesOf(claim, "StorageClass", "Status"), ...why.places];
        return [finding(claim, { ...why, rule: "claim-pending", category: CATEGORY, places })];
      }),
  },
  {
    id: "volume-unusable",
    find: (facts) =>
      thingsOf(facts, "PersistentVolume").flatMap((volume) => {
        const status = field(volume, "Status");
        if (status !== "Failed" && status !== "Released") return [];
        const claim = field(volume, "Claim");
        const says =
          status === "Failed"
            ? `has Failed${reasonOf(volume)}`
            : `is Released: its claim${claim ? ` ${claim}` : ""} is gone, and it takes no other until somebody clears it`;
        // Keeping what a deleted claim held is what `Retain` is for: worth a word, and no cause.
        const depth = status === "Failed" ? 74 : 14;
        const places = placesOf(volume, "Status", "Claim");
        return [finding(volume, { rule: "volume-unusable", category: CATEGORY, depth, says, places })];
      }),
  },
  {
    id: "default-classes",
    find: (facts) => {
      const names = new Map(defaultsOf(facts).map((one) => [one.name, one]));
      const [first, ...others] = names.values();
      if (!first || others.length === 0) return [];
      const places = [first, ...others].slice(0, 3).flatMap((one) => placesOf(one, "IsDefaultClass"));
      const says = `and ${others.map((one) => one.name).join(", ")} are both the default: a claim that names none gets the youngest`;
      return [finding(first, { rule: "default-classes", category: CATEGORY, depth: 13, says, places })];
    },
  },
];

function reasonOf(volume: ThingFact): string {
  const why = field(volume, "Message") || field(volume, "Reason");
  return why ? `: ${why}` : "";
}

/** A class that binds late leaves its claims pending until a pod needs them. */
function waitsForPod(facts: Facts, claim: ThingFact): boolean {
  return facts.events.some(
    (event) => event.about.name === claim.name && /WaitForFirstConsumer/.test(event.reason),
  );
}

function lostBy(facts: Facts, claim: ThingFact): Why {
  const name = field(claim, "Volume");
  const absence = name ? absenceOf(facts, { kind: "PersistentVolume", name }) : undefined;
  const says = `is Lost: its volume${name ? ` ${name}` : ""} ${absence ? "does not exist" : "is gone"}`;
  const at = claim.fields.get("Volume")?.place;
  return { depth: 90, says, named: name, places: [at, absence].filter((place) => place !== undefined) };
}

function whyPending(facts: Facts, claim: ThingFact): Why {
  const name = field(claim, "StorageClass").replace("<unset>", "");
  const classes = thingsOf(facts, "StorageClass");
  const names = [...new Set(classes.map((one) => one.name))].slice(0, 5).join(", ");
  const hints = classes.slice(0, 2).map((one) => one.place);
  if (name === "") {
    const none = classes.length > 0 && defaultsOf(facts).length === 0 && !field(claim, "Volume");
    if (none)
      return {
        depth: 89,
        says: `cannot be bound: it names no StorageClass, and none of those listed (${names}) is the default`,
        places: hints,
      };
  } else {
    const absent =
      absenceOf(facts, { kind: "StorageClass", name }) !== undefined ||
      facts.events.some((event) => event.message.includes(`"${name}" not found`));
    if (absent)
      return {
        depth: 90,
        says: `cannot be bound: its StorageClass ${name} does not exist`,
        named: name,
        places: [],
      };
    // A list of one may be an answer about one, which is no proof, but it is a hint.
    if (classes.length > 0 && classes.every((one) => one.name !== name))
      return {
        depth: 90,
        says: `cannot be bound: its StorageClass ${name} is none of those listed (${names})`,
        named: name,
        places: hints,
      };
  }
  return (
    released(facts, claim, name) ??
    unprovided(facts, name) ?? {
      depth: 80,
      says: `is ${field(claim, "Status")}${name ? ` with StorageClass ${name}` : ""}`,
      named: name,
      places: [],
    }
  );
}

/** A volume that would fit, and is kept by a claim that is gone. */
function released(facts: Facts, claim: ThingFact, name: string): Why | undefined {
  const volumes = thingsOf(facts, "PersistentVolume").filter((one) => field(one, "StorageClass") === name);
  if (volumes.some((one) => field(one, "Status") === "Available")) return undefined;
  const kept = volumes.find((one) => field(one, "Status") === "Released");
  if (!kept || thingNamed(facts, "StorageClass", name)) return undefined;
  return {
    depth: 86,
    says: `is Pending: the volume ${kept.name} is Released and still held by ${field(kept, "Claim") || "a claim that is gone"}, so it cannot be bound again`,
    named: kept.name,
    places: placesOf(kept, "Status", "Claim"),
  };
}

/** What makes the volumes of a class: a driver that the cluster does not have, or a program that does not answer. */
function unprovided(facts: Facts, name: string): Why | undefined {
  const provisioner = thingNamed(facts, "StorageClass", name)?.fields.get("Provisioner");
  const driver = provisioner?.text ?? "";
  const absence = BY_CSI.test(driver) ? absenceOf(facts, { kind: "CSIDriver", name: driver }) : undefined;
  if (provisioner && absence)
    return {
      depth: 88,
      says: `cannot be bound: its StorageClass ${name} is provided by ${driver}, a driver that the cluster does not have`,
      named: driver,
      places: [provisioner.place, absence],
    };
  const waits = facts.events.find(({ reason }) => reason === "ExternalProvisioning");
  const whom = /external provisioner '?"?([\w./-]{3,253})/.exec(waits?.message ?? "")?.[1];
  if (!waits || !whom) return undefined;
  return {
    depth: 82,
    says: `is Pending: the provisioner ${whom}${name ? ` of its StorageClass ${name}` : ""} makes no volume for it`,
    named: whom,
    places: [waits.place],
  };
}

function defaultsOf(facts: Facts): ThingFact[] {
  return thingsOf(facts, "StorageClass").filter((one) => field(one, "IsDefaultClass") === "Yes");
}
