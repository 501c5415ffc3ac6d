/** The oldest Node.js that everything here runs on: `engines` in package.json. */
const oldest = [20, 19];

export function supportsNode(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

export function isMissingFor(version) {
  return [
    `Inquest needs Node.js ${oldest.join(".")} or newer, and this is ${version}.`,
    "Install a newer Node.js, for example with your system's package manager or a version manager, and start again.",
  ].join("\n");
}
