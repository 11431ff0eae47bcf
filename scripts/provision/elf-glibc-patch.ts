/**
 * Makes a shared object that was linked on glibc 2.38 load on an older one.
 *
 * Programs built with C23 headers bind strtol and its kin to `__isoc23_*` twins that glibc 2.38 introduced; they
 * differ only in accepting the `0b` prefix. Each such symbol is renamed to its classic twin (the tail of its own
 * string, so no string is added), its version requirement is dropped, and the file's need for GLIBC_2.38 is made
 * weak, which the loader then no longer insists on.
 *
 * Layouts: System V ABI, "Object Files" (gabi41); symbol versioning: Linux Standard Base Core 5.0, chapter 10.7.
 */

const newVersion = 'GLIBC_2.38';
const prefix = '__isoc23_';
const knownSymbols: ReadonlySet<string> = new Set(['__isoc23_sscanf', '__isoc23_strtol', '__isoc23_strtoul']);

const sectionTypeStrings = 3;
const sectionTypeDynamicSymbols = 11;
const sectionTypeVersionNeeds = 0x6ffffffe;
const sectionTypeVersionSymbols = 0x6fffffff;
const symbolBytes = 24;
const versionGlobal = 1;
const versionHiddenBit = 0x8000;
const flagWeak = 2;

export type GlibcPatch =
  | { state: 'patched'; bytes: Uint8Array; symbols: readonly string[] }
  /** The file never needed 2.38, or was patched before. */
  | { state: 'not-needed' };

type Section = { type: number; offset: number; size: number; link: number };
type Need = { index: number; flagsOffset: number; flags: number };

/**
 * Returns a patched copy; the input stays as it is. Throws an Error on anything that is not a 64-bit little-endian
 * ELF file, is cut short, or needs symbols of glibc 2.38 other than the three known ones.
 */
export function patchForOlderGlibc(input: Uint8Array): GlibcPatch {
  const bytes = Uint8Array.from(input);
  const view = new DataView(bytes.buffer);
  const sections = readSections(view);
  const needs = sections.find((section) => section.type === sectionTypeVersionNeeds);
  if (needs === undefined) return { state: 'not-needed' };
  const need = findNeed(view, needs, linkedStrings(sections, needs));
  if (need === null) return { state: 'not-needed' };

  const symbols = requiredSection(sections, sectionTypeDynamicSymbols, '.dynsym');
  const versions = requiredSection(sections, sectionTypeVersionSymbols, '.gnu.version');
  const strings = linkedStrings(sections, symbols);
  const renamed: string[] = [];
  for (let index = 0; index < Math.floor(symbols.size / symbolBytes); index++) {
    const versionOffset = versions.offset + index * 2;
    if ((view.getUint16(versionOffset, true) & ~versionHiddenBit) !== need.index) continue;
    const nameOffset = symbols.offset + index * symbolBytes;
    const name = readString(view, strings, view.getUint32(nameOffset, true));
    if (!knownSymbols.has(name)) throw new Error(`the file needs ${name} of ${newVersion}, which has no older twin`);
    view.setUint32(nameOffset, view.getUint32(nameOffset, true) + prefix.length, true);
    view.setUint16(versionOffset, versionGlobal, true);
    renamed.push(name);
  }
  if (renamed.length === 0 && (need.flags & flagWeak) !== 0) return { state: 'not-needed' };
  view.setUint16(need.flagsOffset, need.flags | flagWeak, true);
  return { state: 'patched', bytes, symbols: renamed };
}

function readSections(view: DataView): Section[] {
  const magic = 0x7f454c46;
  const class64 = 2;
  const littleEndian = 1;
  if (view.byteLength < 64 || view.getUint32(0) !== magic) throw new Error('not an ELF file');
  if (view.getUint8(4) !== class64 || view.getUint8(5) !== littleEndian)
    throw new Error('not a 64-bit little-endian ELF file');
  const tableOffset = Number(view.getBigUint64(40, true));
  const entryBytes = view.getUint16(58, true);
  const count = view.getUint16(60, true);
  if (tableOffset + count * entryBytes > view.byteLength) throw new Error('the ELF file is cut short');
  return Array.from({ length: count }, (_, index) => {
    const at = tableOffset + index * entryBytes;
    const section = {
      type: view.getUint32(at + 4, true),
      offset: Number(view.getBigUint64(at + 24, true)),
      size: Number(view.getBigUint64(at + 32, true)),
      link: view.getUint32(at + 40, true),
    };
    const emptyInFile = 8;
    if (section.type !== emptyInFile && section.offset + section.size > view.byteLength)
      throw new Error('the ELF file is cut short');
    return section;
  });
}

function requiredSection(sections: readonly Section[], type: number, name: string): Section {
  const section = sections.find((candidate) => candidate.type === type);
  if (section === undefined) throw new Error(`the ELF file has no ${name}`);
  return section;
}

function linkedStrings(sections: readonly Section[], section: Section): Section {
  const strings = sections[section.link];
  if (strings === undefined || strings.type !== sectionTypeStrings) throw new Error('the ELF file has no .dynstr');
  return strings;
}

function readString(view: DataView, strings: Section, offset: number): string {
  let text = '';
  for (let at = strings.offset + offset; at < strings.offset + strings.size; at++) {
    const code = view.getUint8(at);
    if (code === 0) return text;
    text += String.fromCharCode(code);
  }
  throw new Error('the ELF file has a string that does not end');
}

/** Walks the two linked lists of `.gnu.version_r`: libraries, and per library the versions needed from it. */
function findNeed(view: DataView, needs: Section, strings: Section): Need | null {
  let library = needs.offset;
  for (;;) {
    const versionCount = view.getUint16(library + 2, true);
    let entry = library + view.getUint32(library + 8, true);
    for (let index = 0; index < versionCount; index++) {
      if (readString(view, strings, view.getUint32(entry + 8, true)) === newVersion) {
        return {
          index: view.getUint16(entry + 6, true),
          flagsOffset: entry + 4,
          flags: view.getUint16(entry + 4, true),
        };
      }
      entry += view.getUint32(entry + 12, true);
    }
    const next = view.getUint32(library + 12, true);
    if (next === 0) return null;
    library += next;
  }
}
