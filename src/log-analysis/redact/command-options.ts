/**
 * Programs that take a secret by an option too short to be told by its name, or by its place. What stands behind the
 * program is searched; of the form's groups the one that matches is the secret.
 */
export interface CommandOption {
  program: string;
  form: RegExp;
  /** Only a value that looks generated counts: the same place may hold a plain name. */
  generated?: true;
}

/** Quoted or not; group 1, 2 or 3. */
const VALUE = String.raw`(?:"([^"\n]{3,200})"|'([^'\n]{3,200})'|([^\s"'\`]{3,400}))`;
const USER_COLON = String.raw`["']?[^\s:"'$<{]{0,80}:([^\s"'\`<>]{3,200})`;
const WORD = String.raw`[ \t]{1,4}["']?[^\s"'|;]{1,200}["']?`;
const SPACE = String.raw`[ \t]{1,4}`;
/** Between an option and its value. */
const GAP = String.raw`[ \t=]{1,4}`;
const PERHAPS_GAP = String.raw`[ \t=]{0,4}`;

/** The value behind one of the options (a part of a regular expression), for each of the programs. */
function option(programs: string, names: string, gap = GAP, value = VALUE): CommandOption[] {
  const form = String.raw`[ \t](?:${names})${gap}${value}`;
  return programs.split(", ").map((program) => ({ program, form: new RegExp(form, "g") }));
}

/** The value behind so many words. */
function place(programs: string, words: number, before = ""): CommandOption[] {
  const form = `^${before}${WORD.repeat(words)}${SPACE}${VALUE}`;
  return programs.split(", ").map((program) => ({ program, form: new RegExp(form, "g") }));
}

export const COMMAND_OPTIONS: readonly CommandOption[] = [
  ...option("curl", "-u|--user|--proxy-user|-U", PERHAPS_GAP, USER_COLON),
  {
    // A token in the user's place, with no password behind it.
    program: "curl",
    form: /[ \t](?:-u|--user)[ =]{0,4}["']?([^\s:"'`$<{]{8,200}):?(?=["'\s]|$)/g,
    generated: true,
  },
  {
    program: "curl",
    form: /[ \t](?:-b|--cookie)[ =]{0,4}["']?[\w.-]{1,60}=([^\s;"'`]{8,400})/g,
    generated: true,
  },
  ...option("wget", "--(?:http-|ftp-|proxy-)?password"),
  ...["http -a", "https -a"].map((program) => ({
    program,
    form: new RegExp(`^${SPACE}${USER_COLON}`, "g"),
  })),
  ...option("jenkins-cli.jar", "-auth", GAP, USER_COLON),
  ...option("skopeo, podman, buildah", "--(?:src-|dest-)?creds", GAP, USER_COLON),
  ...option("docker login, podman login, buildah login, nerdctl login, skopeo login", "-p", PERHAPS_GAP),
  ...option("oras login, helm registry login, crane auth login", "-p", PERHAPS_GAP),
  ...option("az login, az acr login, cf login, tower-cli login", "-p|--password"),
  ...option("oc login", "-p|--password|--token"),
  ...option("mongo, mongosh, mongodump, mongorestore, mongoimport, mongoexport, cqlsh", "-p|--password"),
  ...option("twine, psexec, psexec64, altool, ncftpput, ncftpget, useradd, usermod", "-p|--password"),
  ...option("security unlock-keychain, security create-keychain", "-p"),
  ...option("security import, sqlcmd, bcp, ipmitool, mosquitto_pub, mosquitto_sub", "-P"),
  ...option("etcdctl", "--user", GAP, USER_COLON),
  ...option("gh secret set, gh variable set", "-b|--body"),
  {
    program: "aws ssm put-parameter",
    form: new RegExp(String.raw`^(?=.{0,1200}?securestring).{0,1200}?[ \t]--value${GAP}${VALUE}`, "gi"),
  },
  ...option("aws secretsmanager create-secret, aws secretsmanager put-secret-value", "--secret-string"),
  ...option("aws secretsmanager update-secret", "--secret-string"),
  ...option("netlify", "--auth"),
  ...option("conan user, conan remote login", "-p"),
  ...option("az keyvault secret set", "--value"),
  ...option("mysql, mysqldump, mysqladmin, mysqlimport, mysqlcheck, mariadb, mariadb-dump", "-p", ""),
  ...option("sshpass", "-p", PERHAPS_GAP),
  ...option("plink, pscp, psftp", "-pw"),
  ...option("zip, unzip", "-P", PERHAPS_GAP),
  ...option("7z, 7za, 7zz, unrar", "-h?p", ""),
  ...option("redis-cli", "-a|--pass", PERHAPS_GAP),
  ...option("ldapsearch, ldapadd, ldapmodify, ldapdelete, ldapwhoami, ldappasswd", "-w|-s"),
  ...option("snmpwalk, snmpget, snmpset, snmpbulkwalk, snmptrap", "-A|-X"),
  ...option(
    "snmpwalk, snmpget, snmpset, snmpbulkwalk, snmptrap",
    "-c",
    GAP,
    `(?!(?:public|private)\\b)${VALUE}`,
  ),
  ...place("radtest", 1),
  ...place("radtest", 4),
  ...option("smbclient, rpcclient", "-U|--user", GAP, String.raw`["']?[^\s%"']{1,80}%([^\s"'\`]{3,200})`),
  { program: "lftp", form: /[ \t]-u[ \t]{1,4}["']?[^\s,"']{1,80},([^\s"'`]{3,200})/g },
  ...option("net use", String.raw`\/user:[^\s]{1,100}`, SPACE),
  ...option("schtasks", String.raw`\/rp`),
  ...option("cmdkey", String.raw`\/pass`, ":"),
  ...option("signtool", String.raw`\/p`),
  ...option("xfreerdp", String.raw`\/p`, ":"),
  ...option("openssl", "-k|-K"),
  { program: "openssl", form: /-pass(?:in|out|word)?[ =]pass:([^\s"'`]{4,200})/g },
  ...option("nuget push", "-k"),
  ...option("x11vnc", "-passwd"),
  ...option("nmcli", "password"),
  ...option("rabbitmqctl", `(?:add_user|change_password|authenticate_user)${WORD}`, SPACE),
  {
    program: "htpasswd",
    form: /[ \t]-[a-zA-Z]{0,4}b[a-zA-Z]{0,4}(?:[ \t]{1,4}[^\s"'-][^\s"']{0,200}){1,2}[ \t]{1,4}["']?([^\s"']{4,200})["']?[ \t]*$/g,
  },
  ...place("poetry config", 1, String.raw`[ \t]{1,4}http-basic\.[^\s"']{1,80}`),
  ...place("mc alias set, mc config host add", 3),
  ...place("ngrok authtoken, ngrok config add-authtoken", 0),
  { program: "sqlplus", form: /[ \t]["']?[\w$#]{1,60}\/([^\s"'@/]{3,100})@/g },
];
