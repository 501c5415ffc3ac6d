import { isProgress } from "./line-shapes.ts";

/**
 * How else than by `isProgress` tools tell that something goes on or went well, in their published formats; a line is
 * recognised by how it begins. Only the ranker asks: ranges that ended at all of these lost right places (measured).
 */
const STARTS: readonly string[] = [
  // Test runners: what is being run.
  String.raw`=== (?:PAUSE|CONT)|Doc-tests |\? {1,3}\t|(?:Discovering|Discovered|Starting|Finished): `,
  // Steps counted, by number or in per cent.
  String.raw`\[ {0,3}\d{1,6} ?(?:/|of) ?\d{1,6}\]|\[ {0,2}\d{1,3}%\]|\[\d{2}:\d{2}:\d{2}\] (?:Starting|Finished|Using) |Step \d{1,4}/\d`,
  // Loggers that say how little it matters, first or after the time.
  String.raw`info: |\S{0,12}\d\d:\d\d\S{0,14} {1,3}(?:\[[^\]]{0,60}\] {1,3})?\[?(?:INFO|DEBUG|TRACE)\b`,
  // CMake, configure, kbuild, automake, make, Gradle.
  String.raw`-- (?:Found|Looking for|Performing|Check(?:ing)?|Detecting|Configuring done|Build files|The \w{1,8} compiler)\b`,
  String.raw`checking (?:for|whether|if|how|the) |(?:CC|CXX|LD|AR|AS|GEN|LINK|CCLD|CXXLD|MKDIR|COPY|INSTALL)\(?\w?\)? {1,8}\S`,
  String.raw`(?:make|gmake)(?:\[\d{1,3}\])?: (?:Entering|Leaving|Nothing to be done)|(?:Entering|Leaving) directory `,
  String.raw`> Task :\S{1,200}$|:\w[\w:-]{0,200}(?: UP-TO-DATE| NO-SOURCE)$`,
  // Compilers and what packs their output.
  "Checking |Building |Linking |Generating |Generated |Copying |Creating |Configuring |Preprocessing |Registering ",
  String.raw`Compile\w{0,20} |Finished |▸ |Restoring |Determining projects|Loading |Loaded |===?> `,
  String.raw`(?:creating|copying|adding|writing|reading|running|byte-compiling|removing|installing) [\w./'-]`,
  String.raw`\*{1,3} (?:R|DONE|installing|byte-compile|testing if|help|building|preparing)\b|This is \w{2,10}TeX|entering extended mode`,
  // Package managers.
  "Downloaded |Installed |Updating |Collecting |Resolving |Using cached ",
  "Unpacking |Preparing to unpack |Selecting previously |Setting up |Reading package lists|Building dependency tree",
  String.raw`Processing triggers for |(?:Get|Hit|Ign):\d|After this operation|Need to get |Requirement already satisfied`,
  String.raw`Using \S{1,80} \(?v?\d|Successfully (?:installed|built)|npm (?:http|info) |\+ \S{1,80}@\d|added \d{1,6} packages`,
  String.raw`\* Getting | {0,4}- Installing |Loading composer|Writing lock file|go: downloading |--> Working on `,
  // Git, curl, wget.
  String.raw`remote: |Receiving objects|Resolving deltas|From (?:https?:|git@|\S{1,80}:)| \* \[new (?:branch|tag)\]`,
  "HEAD is now at |Already (?:up|on)|Switched to |Cloning into ",
  String.raw`% Total |\d{1,3} {1,5}\d.{0,80}-{2}:-{2}:|--\d{4}-\d\d-\d\d |Saving to: |Length: \d`,
  // Containers, clusters, infrastructure.
  "[0-9a-f]{12}: (?:Pulling|Waiting|Verifying|Download|Pull|Already|Extracting|Mounted|Layer|Pushed|Preparing)",
  String.raw` ---> |Sending build context|Digest: sha256|Status: |#\d{1,4} (?:\[|CACHED|DONE|sha256:)`,
  String.raw`\S{1,200}: (?:Refreshing state|Creating|Still creating|Creation complete|Reading|Read complete)`,
  String.raw`\S{1,200} (?:created|configured|unchanged)$`,
];

const STARTS_SO = new RegExp(String.raw`^\s{0,40}(?:${STARTS.join("|")})`);
const ENDS_WELL =
  /\S(?:\s{2,60}|\s?\.{2,60} ?)(?:OK|PASS|PASSED|ok|done|Done|yes|no)(?: \([\d.]{1,10}m?s\))?$/;

/** True for a line that tells that something is being done or went well. */
export function tellsProgress(text: string): boolean {
  return isProgress(text) || STARTS_SO.test(text) || ENDS_WELL.test(text);
}
