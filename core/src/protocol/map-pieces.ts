import { Packr } from 'msgpackr/pack';

/**
 * Messages put together from parts that were encoded apart: what all newcomers of a moment are told alike is encoded once.
 * A piece is the fields of a MessagePack map without the map's header.
 */
export interface MapPiece {
  readonly fields: number;
  readonly bytes: Uint8Array;
}

/** As the codec's: plain MessagePack, and maps whose header is as short as their size allows. */
const packr = new Packr({ useRecords: false, variableMapSize: true });

/** Fields that are undefined are left out. */
export function mapPiece(value: Readonly<Record<string, unknown>>): MapPiece {
  const present = Object.entries(value).filter(([, field]) => field !== undefined);
  const packed = packr.pack(Object.fromEntries(present));
  // fixmap (one byte, up to 15 fields) or map 16 (three bytes).
  return { fields: present.length, bytes: new Uint8Array(packed.subarray(present.length < 16 ? 1 : 3)) };
}

/** One field whose value is encoded already. */
export function encodedField(name: string, value: Uint8Array): MapPiece {
  return { fields: 1, bytes: concatenated([packr.pack(name), value]) };
}

/** One field: a list of values that are encoded already. */
export function encodedListField(name: string, values: readonly Uint8Array[]): MapPiece {
  const header = Uint8Array.of(0xdc, values.length >> 8, values.length & 0xff);
  return encodedField(name, concatenated([header, ...values]));
}

/** The map that has the fields of all pieces; no two may share a name. */
export function joinPieces(pieces: readonly MapPiece[]): Uint8Array {
  const fields = pieces.reduce((sum, piece) => sum + piece.fields, 0);
  const header = fields < 16 ? Uint8Array.of(0x80 | fields) : Uint8Array.of(0xde, fields >> 8, fields & 0xff);
  return concatenated([header, ...pieces.map((piece) => piece.bytes)]);
}

/** Several pieces as one. */
export function mergePieces(pieces: readonly MapPiece[]): MapPiece {
  return {
    fields: pieces.reduce((sum, piece) => sum + piece.fields, 0),
    bytes: concatenated(pieces.map((piece) => piece.bytes)),
  };
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
