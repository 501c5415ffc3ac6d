/** A symbol that the library takes from elsewhere, with the places in the file that say so. */
export interface ImportedSymbol {
  name: string;
  weak: boolean;
  /** File offset of its `st_name` (u32, an offset into the string table). */
  nameAt: number;
  /** Offset of its name in the string table. */
  nameOffset: number;
  /** File offset of its entry in the version table (u16). */
  versionAt: number;
  /** Index of the version it asks for; 0 and 1 mean none. */
  version: number;
}

/** A version that the library needs of another, such as `GLIBC_2.38` of `libc.so.6`. */
export interface NeededVersion {
  library: string;
  name: string;
  index: number;
  /** File offset of `vna_flags` (u16). */
  flagsAt: number;
}

export interface DynamicTables {
  imports: ImportedSymbol[];
  versions: NeededVersion[];
}

const SHT_DYNSYM = 11;
const SHT_GNU_VERNEED = 0x6ffffffe;
const SHT_GNU_VERSYM = 0x6fffffff;
const STB_WEAK = 2;
/** More than any real library has; a file that says more is broken. */
const MOST_ENTRIES = 100_000;

interface Section {
  type: number;
  offset: number;
  size: number;
  link: number;
}

/**
 * Reads what a 64-bit little-endian ELF library imports and which symbol versions it needs. Layouts: System V
 * ABI (gABI) chapter 4, and "Symbol Versioning" in the Linux Standard Base for `.gnu.version` and `.gnu.version_r`.
 *
 * @throws RangeError when the file is cut short or is no such library.
 */
export function readDynamicTables(file: Buffer): DynamicTables {
  // 0x7f "ELF", 64-bit, little-endian.
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1) {
    throw new RangeError("not a 64-bit little-endian ELF file");
  }
  const sections = readSections(file);
  const symbols = only(sections, SHT_DYNSYM);
  const strings = sections[symbols.link];
  if (!strings) throw new RangeError("the symbol table names no string table");
  return {
    imports: readImports(file, symbols, only(sections, SHT_GNU_VERSYM), strings),
    versions: readNeededVersions(file, only(sections, SHT_GNU_VERNEED), strings),
  };
}

function readSections(file: Buffer): Section[] {
  const table = Number(file.readBigUInt64LE(40));
  const entrySize = file.readUInt16LE(58);
  const count = file.readUInt16LE(60);
  return Array.from({ length: count }, (_, index) => {
    const at = table + index * entrySize;
    return {
      type: file.readUInt32LE(at + 4),
      offset: Number(file.readBigUInt64LE(at + 24)),
      size: Number(file.readBigUInt64LE(at + 32)),
      link: file.readUInt32LE(at + 40),
    };
  });
}

function only(sections: Section[], type: number): Section {
  const found = sections.filter((section) => section.type === type);
  if (found.length !== 1 || !found[0]) throw new RangeError("a table of the dynamic linker is missing");
  return found[0];
}

function readImports(file: Buffer, symbols: Section, versions: Section, strings: Section): ImportedSymbol[] {
  const imports: ImportedSymbol[] = [];
  const count = Math.min(symbols.size / 24, MOST_ENTRIES);
  // Entry 0 is the null symbol.
  for (let index = 1; index < count; index += 1) {
    const at = symbols.offset + index * 24;
    const defined = file.readUInt16LE(at + 6) !== 0;
    if (defined) continue;
    const nameOffset = file.readUInt32LE(at);
    const versionAt = versions.offset + index * 2;
    imports.push({
      name: readName(file, strings, nameOffset),
      weak: file.readUInt8(at + 4) >> 4 === STB_WEAK,
      nameAt: at,
      nameOffset,
      versionAt,
      version: file.readUInt16LE(versionAt) & 0x7fff,
    });
  }
  return imports;
}

function readNeededVersions(file: Buffer, needs: Section, strings: Section): NeededVersion[] {
  const versions: NeededVersion[] = [];
  let need = needs.offset;
  for (let library = 0; library < MOST_ENTRIES; library += 1) {
    const name = readName(file, strings, file.readUInt32LE(need + 4));
    let entry = need + file.readUInt32LE(need + 8);
    for (let left = file.readUInt16LE(need + 2); left > 0; left -= 1) {
      versions.push({
        library: name,
        name: readName(file, strings, file.readUInt32LE(entry + 8)),
        index: file.readUInt16LE(entry + 6),
        flagsAt: entry + 4,
      });
      entry += file.readUInt32LE(entry + 12);
    }
    const next = file.readUInt32LE(need + 12);
    if (next === 0) break;
    need += next;
  }
  return versions;
}

function readName(file: Buffer, strings: Section, offset: number): string {
  const start = strings.offset + offset;
  const end = file.indexOf(0, start);
  if (offset >= strings.size || end < 0) throw new RangeError("a name lies outside the string table");
  return file.toString("latin1", start, end);
}
