import { encode } from '@halobuzz/core/protocol/codec';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import type { SwitchBoard } from '@halobuzz/core/switches/switch-board';
import type { Connection } from '../connection/connection.ts';
import type { ConnectionBook } from '../connection-book.ts';
import { personalFrame } from '../transport/frames.ts';

type Board = Pick<SwitchBoard, 'pausedFor'>;

/** Tells every socket of this node what is paused for its country now, as far as its protocol version knows the event. */
export function tellPaused(book: Pick<ConnectionBook, 'joinedConnections'>, board: Board, nowMs: number): void {
  const bodies = new Map<string, Uint8Array>();
  for (const connection of book.joinedConnections()) {
    if (connection.state.kind !== 'joined') continue;
    const { country } = connection.state.identity;
    const body = bodies.get(country) ?? bodyFor(board, country);
    bodies.set(country, body);
    send(connection, body, nowMs);
  }
}

/** Tells one who has just joined; nothing where nothing is paused. */
export function tellPausedTo(connection: Connection, board: Board, nowMs: number): void {
  if (connection.state.kind !== 'joined') return;
  const { country } = connection.state.identity;
  const { features, maintenance } = board.pausedFor(country);
  if (features.length > 0 || maintenance !== undefined) send(connection, bodyFor(board, country), nowMs);
}

function bodyFor(board: Board, country: string): Uint8Array {
  const { features, maintenance } = board.pausedFor(country);
  const paused = { t: 'paused' as const, features: [...features] };
  if (maintenance === undefined) return encode(paused);
  const { message, endsAtMs } = maintenance;
  return encode({ ...paused, maintenance: { message, ...(endsAtMs === undefined ? {} : { endsAtMs }) } });
}

function send(connection: Connection, body: Uint8Array, nowMs: number): void {
  if (connection.state.kind !== 'joined' || connection.state.version < eventSpecs.paused.since) return;
  const { version, lease } = connection.state;
  connection.send(personalFrame(version, body, lease.room.epoch, nowMs), 'events');
}
