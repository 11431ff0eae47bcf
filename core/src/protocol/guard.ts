/** What is wrong with bytes before anything is decoded; the names are error codes. */
export type GuardFailure = 'frame_malformed' | 'frame_too_large' | 'frame_too_deep';

export interface GuardBounds {
  readonly bytesMax: number;
  readonly depthMax: number;
  readonly itemsMax: number;
}

/**
 * Walks one MessagePack value without building anything, in constant memory but for a small stack. A few kilobytes of
 * nested headers can otherwise make a decoder allocate until the process dies, which no try/catch survives.
 *
 * Refused as malformed: cut or trailing bytes, the unused byte 0xc1, and every extension type (the protocol has none;
 * msgpackr would give some of them meanings such as records and structured clones).
 * Format: https://github.com/msgpack/msgpack/blob/master/spec.md
 */
export function guardMessagePack(bytes: Uint8Array, bounds: GuardBounds): GuardFailure | undefined {
  const end = bytes.byteLength;
  if (end > bounds.bytesMax) return 'frame_too_large';
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  /** Values still owed at each open level; level 0 owes the one value of the frame. */
  const owed: number[] = [1];
  let items = 0;
  let at = 0;
  while (owed.length > 0) {
    const top = owed.length - 1;
    const left = owed[top] ?? 0;
    if (left === 0) {
      owed.pop();
      continue;
    }
    owed[top] = left - 1;
    items += 1;
    if (items > bounds.itemsMax) return 'frame_too_large';
    if (at >= end) return 'frame_malformed';
    const step = readValueHead(view, at, end);
    if (step === undefined) return 'frame_malformed';
    at = step.next;
    if (at > end) return 'frame_malformed';
    if (step.children > 0) {
      if (step.children > bounds.itemsMax) return 'frame_too_large';
      if (owed.length > bounds.depthMax) return 'frame_too_deep';
      owed.push(step.children);
    }
  }
  return at === end ? undefined : 'frame_malformed';
}

interface ValueHead {
  /** Where the next value starts: behind a scalar, or at a container's first child. */
  readonly next: number;
  readonly children: number;
}

function readValueHead(view: DataView, at: number, end: number): ValueHead | undefined {
  const byte = view.getUint8(at);
  const scalar = (bytes: number): ValueHead => ({ next: at + bytes, children: 0 });
  const sized = (lengthBytes: 1 | 2 | 4): number | undefined => {
    if (at + 1 + lengthBytes > end) return undefined;
    if (lengthBytes === 1) return view.getUint8(at + 1);
    return lengthBytes === 2 ? view.getUint16(at + 1) : view.getUint32(at + 1);
  };
  const text = (lengthBytes: 1 | 2 | 4): ValueHead | undefined => {
    const length = sized(lengthBytes);
    return length === undefined ? undefined : scalar(1 + lengthBytes + length);
  };
  const container = (lengthBytes: 2 | 4, perEntry: 1 | 2): ValueHead | undefined => {
    const length = sized(lengthBytes);
    return length === undefined ? undefined : { next: at + 1 + lengthBytes, children: length * perEntry };
  };
  if (byte <= 0x7f || byte >= 0xe0) return scalar(1);
  if (byte <= 0x8f) return { next: at + 1, children: (byte & 0x0f) * 2 };
  if (byte <= 0x9f) return { next: at + 1, children: byte & 0x0f };
  if (byte <= 0xbf) return scalar(1 + (byte & 0x1f));
  switch (byte) {
    case 0xc0:
    case 0xc2:
    case 0xc3:
      return scalar(1);
    case 0xc4:
    case 0xd9:
      return text(1);
    case 0xc5:
    case 0xda:
      return text(2);
    case 0xc6:
    case 0xdb:
      return text(4);
    case 0xcc:
    case 0xd0:
      return scalar(2);
    case 0xcd:
    case 0xd1:
      return scalar(3);
    case 0xca:
    case 0xce:
    case 0xd2:
      return scalar(5);
    case 0xcb:
    case 0xcf:
    case 0xd3:
      return scalar(9);
    case 0xdc:
      return container(2, 1);
    case 0xdd:
      return container(4, 1);
    case 0xde:
      return container(2, 2);
    case 0xdf:
      return container(4, 2);
    default:
      return undefined;
  }
}
