import { encode } from '@halobuzz/core/protocol/codec';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import type { ConnectionBook } from '../connection-book.ts';
import { personalFrame } from '../transport/frames.ts';

/** Tells every socket of this node that there is another catalogue, as far as its protocol version knows the event. */
export function tellCatalogue(book: Pick<ConnectionBook, 'joinedConnections'>, state: string, nowMs: number): void {
  const body = encode({ t: 'catalogue', state });
  for (const connection of book.joinedConnections()) {
    if (connection.state.kind !== 'joined' || connection.state.version < eventSpecs.catalogue.since) continue;
    const { version, lease } = connection.state;
    connection.send(personalFrame(version, body, lease.room.epoch, nowMs), 'events');
  }
}
