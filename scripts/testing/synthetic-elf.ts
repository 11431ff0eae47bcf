/** One dynamic symbol and the version of the C library that it is bound to. */
export type SyntheticSymbol = { name: string; version: string | null };

export type SyntheticElf = {
  bytes: Uint8Array;
  /** Reads symbols and weak version needs back out of a changed copy. */
  read: (copy: Uint8Array) => { symbols: SyntheticSymbol[]; weakVersions: string[] };
};

const headerBytes = 64;
const symbolBytes = 24;
const needBytes = 16;
const sectionBytes = 64;
const firstVersionIndex = 2;

/**
 * The smallest 64-bit little-endian shared object with `.dynstr`, `.dynsym`, `.gnu.version` and `.gnu.version_r`:
 * no machine code, and section names left out, as a reader goes by section types.
 */
export function syntheticElf(symbols: readonly SyntheticSymbol[]): SyntheticElf {
  const versions = [...new Set(symbols.flatMap(({ version }) => version ?? []))];
  const strings = new StringTable(['libc.so.6', ...versions, ...symbols.map(({ name }) => name)]);
  const sizes = [
    strings.bytes.length,
    (symbols.length + 1) * symbolBytes,
    (symbols.length + 1) * 2,
    needBytes * (1 + versions.length),
  ];
  const offsets = sizes.map(
    (_, index) => headerBytes + sizes.slice(0, index).reduce((sum, size) => sum + align(size), 0),
  );
  const [stringsAt = 0, symbolsAt = 0, versionsAt = 0, needsAt = 0] = offsets;
  const sectionsAt = needsAt + align(sizes[3] ?? 0);
  const bytes = new Uint8Array(sectionsAt + sectionBytes * 5);
  const view = new DataView(bytes.buffer);

  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setBigUint64(40, BigInt(sectionsAt), true);
  view.setUint16(58, sectionBytes, true);
  view.setUint16(60, 5, true);
  bytes.set(strings.bytes, stringsAt);
  symbols.forEach(({ name, version }, index) => {
    view.setUint32(symbolsAt + (index + 1) * symbolBytes, strings.offsetOf(name), true);
    const versionIndex = version === null ? 1 : firstVersionIndex + versions.indexOf(version);
    view.setUint16(versionsAt + (index + 1) * 2, versionIndex, true);
  });
  view.setUint16(needsAt, 1, true);
  view.setUint16(needsAt + 2, versions.length, true);
  view.setUint32(needsAt + 4, strings.offsetOf('libc.so.6'), true);
  view.setUint32(needsAt + 8, needBytes, true);
  versions.forEach((version, index) => {
    const at = needsAt + needBytes * (index + 1);
    view.setUint16(at + 6, firstVersionIndex + index, true);
    view.setUint32(at + 8, strings.offsetOf(version), true);
    view.setUint32(at + 12, index === versions.length - 1 ? 0 : needBytes, true);
  });
  const types = [3, 11, 0x6fffffff, 0x6ffffffe];
  types.forEach((type, index) => {
    const at = sectionsAt + (index + 1) * sectionBytes;
    view.setUint32(at + 4, type, true);
    view.setBigUint64(at + 24, BigInt(offsets[index] ?? 0), true);
    view.setBigUint64(at + 32, BigInt(sizes[index] ?? 0), true);
    // The strings stand in section 1.
    view.setUint32(at + 40, 1, true);
  });

  const read = (copy: Uint8Array) => {
    const copied = new DataView(copy.buffer, copy.byteOffset, copy.byteLength);
    const text = (offset: number) => {
      const from = stringsAt + offset;
      return new TextDecoder().decode(copy.subarray(from, copy.indexOf(0, from)));
    };
    return {
      symbols: symbols.map((_, index) => ({
        name: text(copied.getUint32(symbolsAt + (index + 1) * symbolBytes, true)),
        version: versions[copied.getUint16(versionsAt + (index + 1) * 2, true) - firstVersionIndex] ?? null,
      })),
      weakVersions: versions.filter((_, index) => copied.getUint16(needsAt + needBytes * (index + 1) + 4, true) === 2),
    };
  };
  return { bytes, read };
}

class StringTable {
  readonly bytes: Uint8Array;
  readonly #offsets = new Map<string, number>();

  constructor(texts: readonly string[]) {
    let joined = '\0';
    for (const text of texts) {
      if (this.#offsets.has(text)) continue;
      this.#offsets.set(text, joined.length);
      joined += `${text}\0`;
    }
    this.bytes = new TextEncoder().encode(joined);
  }

  offsetOf(text: string): number {
    return this.#offsets.get(text) ?? 0;
  }
}

function align(size: number): number {
  return Math.ceil(size / 8) * 8;
}
