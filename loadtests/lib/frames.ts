import type { DownEvent, Notice, Reply } from '@halobuzz/core/protocol/down';
import { HEADER_BYTES } from '@halobuzz/core/protocol/header';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import type { UpMessage } from '@halobuzz/core/protocol/up';
import { Packr } from 'msgpackr/pack';
import { Unpackr } from 'msgpackr/unpack';

// Not core's codec: its schema checks are worth their time in a client, and here they would be the generator's own load.
const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });

/** One frame to send. A copy: msgpackr's own bytes are a window into a pool that it goes on writing to. */
export function encodeUp(message: UpMessage): ArrayBuffer {
  return packr.pack(message).slice().buffer;
}

/** The bodies of a frame whose header was read before. */
export function decodeBodies(frame: ArrayBuffer): readonly (DownEvent | Reply | Welcome | Notice)[] {
  const values: unknown[] = [];
  if (frame.byteLength > HEADER_BYTES) {
    unpackr.unpackMultiple(new Uint8Array(frame, HEADER_BYTES), (value: unknown) => {
      values.push(value);
    });
  }
  // What the gateway sends is checked by its own tests; a wrong body fails the scenario's checks.
  return values as (DownEvent | Reply | Welcome | Notice)[];
}
