import { readDynamicTables } from "./dynamic-tables.ts";

/**
 * glibc 2.38 gave `strtol`, `sscanf` and their kin a second name that also reads the binary literals of C23;
 * a library built there asks for these names alone (glibc NEWS, version 2.38). The old functions do the same
 * for every other input.
 */
const C23_NAME = "__isoc23_";
/** "Any version will do" in `.gnu.version`. */
const VER_NDX_GLOBAL = 1;
/** "May be missing" in `.gnu.version_r`. */
const VER_FLG_WEAK = 2;

/**
 * Copy of a library, changed in place so that it loads on a glibc older than the one it was built on: its C23
 * names ask for the old functions, and versions that only weak symbols are left to need become weak. The new
 * name ends with the old one, so the string table stays as it is.
 *
 * @throws RangeError when the file is no 64-bit little-endian ELF library.
 */
export function retargetToOlderGlibc(library: Buffer): Buffer {
  const copy = Buffer.from(library);
  const { imports, versions } = readDynamicTables(library);

  for (const symbol of imports.filter(({ name }) => name.startsWith(C23_NAME))) {
    copy.writeUInt32LE(symbol.nameOffset + C23_NAME.length, symbol.nameAt);
    copy.writeUInt16LE(VER_NDX_GLOBAL, symbol.versionAt);
  }
  const stillNeeded = new Set(
    imports
      .filter((symbol) => !symbol.weak && !symbol.name.startsWith(C23_NAME))
      .map(({ version }) => version),
  );
  for (const version of versions) {
    if (version.name.startsWith("GLIBC_") && !stillNeeded.has(version.index)) {
      copy.writeUInt16LE(copy.readUInt16LE(version.flagsAt) | VER_FLG_WEAK, version.flagsAt);
    }
  }
  return copy;
}
