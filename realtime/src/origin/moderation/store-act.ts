import { createHash } from 'node:crypto';
import type { AuditAction, AuditRecord } from '@halobuzz/core/api/admin';
import { base32 } from '@halobuzz/core/ids';
import type { RecordedAct } from '../../adapters/redis/room-rules-scripts.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ChatLog } from '../chat-log/chat-log.ts';
import type { Sanctions } from './sanctions.ts';

export interface StoreActDeps {
  readonly sanctions: Sanctions;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly chatLog: Pick<ChatLog, 'markRemoved'>;
}

const auditActionOf: ReadonlyMap<string, AuditAction> = new Map([
  ['mute', 'sanction.set'],
  ['ban', 'sanction.set'],
  ['unmute', 'sanction.lifted'],
  ['unban', 'sanction.lifted'],
  ['kick', 'room.kicked'],
  ['mod', 'room.moderator_named'],
  ['unmod', 'room.moderator_dismissed'],
  ['delete', 'room.message_deleted'],
  ['pin', 'room.message_pinned'],
  ['unpin', 'room.message_unpinned'],
  ['settings', 'room.settings_changed'],
]);

/** Acts that concern a room's media alone (media/act-on-media.ts): a seat is no sanction, and leaves no trace. */
const ofMediaAlone: ReadonlySet<string> = new Set(['unseat']);

/**
 * Stores one act that a room recorded. Its ids come from the room and the act's place in the room's stream, so any number
 * of tries store it once. An act of a kind that this build does not know is stored as nothing: answers false.
 */
export async function storeAct(deps: StoreActDeps, roomId: string, { id, fields }: RecordedAct): Promise<boolean> {
  const text = (name: string): string => fields.get(name) ?? '';
  const act = text('act');
  if (ofMediaAlone.has(act)) return true;
  if (act === 'delete' || act === 'purge') {
    const messageIds = act === 'delete' ? [text('mid')] : text('mids').split(' ');
    const about = { roomId, messageIds, fromId: text('who'), by: text('by'), atMs: Number(text('at')) };
    await deps.chatLog.markRemoved(about);
    // One's own words are one's own to take back; a purge goes with the ban or mute that is recorded beside it.
    if (act === 'purge' || about.by === about.fromId) return true;
  }
  const action = auditActionOf.get(act);
  if (action === undefined) return false;
  const change = { hostId: text('host'), accountId: text('who'), by: text('by'), atMs: Number(text('at')) };
  switch (act) {
    case 'mute':
    case 'ban':
      await deps.sanctions.set({
        ...{ ...change, id: idOf('sa', roomId, id), roomId, kind: act, reason: text('reason') },
        endsAtMs: text('until') === '' ? undefined : Number(text('until')),
      });
      // Who is banned moderates no more, as in the room.
      if (act === 'ban') await deps.sanctions.setModerator({ ...change, named: false });
      break;
    case 'unmute':
    case 'unban':
      await deps.sanctions.lift({ ...change, kind: act === 'unban' ? 'ban' : 'mute' });
      break;
    case 'mod':
    case 'unmod':
      await deps.sanctions.setModerator({ ...change, named: act === 'mod' });
      break;
    default:
  }
  await deps.audit.append(auditOf(roomId, id, action, fields));
  return true;
}

function auditOf(roomId: string, actId: string, action: AuditAction, fields: RecordedAct['fields']): AuditRecord {
  const known = ['act', 'host', 'until', 'mid', 'slow', 'followers', 'links', 'filter'];
  const details = Object.fromEntries(
    known.flatMap((name) => {
      const value = fields.get(name) ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
  const [who, reason] = [fields.get('who') ?? '', fields.get('reason') ?? ''];
  return {
    id: idOf('au', roomId, actId),
    atMs: Number(fields.get('at') ?? 0),
    actor: fields.get('by') ?? 'system',
    action,
    ...(who === '' ? {} : { subject: who }),
    ...(reason === '' ? {} : { reason }),
    details: { ...details, room: roomId },
  };
}

/** An id like any other of that prefix, but always the same for the same act. */
function idOf(prefix: 'sa' | 'au', roomId: string, actId: string): string {
  const digest = createHash('sha256').update(`${prefix}:${roomId}:${actId}`).digest();
  return `${prefix}_${base32(digest.subarray(0, 16))}`;
}
