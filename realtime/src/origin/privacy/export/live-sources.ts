import type { ExportRow, ExportSource } from './export-source.ts';

const broadcast = {
  ...{ _id: 'broadcast', title: 'title', category: 'category', tags: 'tags', country: 'country', region: 'region' },
  ...{ status: 'status', privacy: 'privacy', cover: 'cover', createdAt: 'createdAt', scheduledAt: 'scheduledAt' },
  ...{ startedAt: 'startedAt', endedAt: 'endedAt', endReason: 'endReason', peakViewers: 'peakViewers' },
  ...{ uniqueViewers: 'uniqueViewers', summary: 'summary', plots: 'plots', 'entry.invited': 'invited' },
} as const;

/** A broadcast with its curves may weigh a hundred kilobytes. */
const broadcastRowsMax = 20;

/** Names of those who gave stand in battles as text; whose side is the other's is public, as the battle was. */
function withoutGiversNames(row: ExportRow): ExportRow {
  if (!Array.isArray(row.sides)) return row;
  const sides: readonly unknown[] = row.sides;
  return {
    ...row,
    sides: sides.map((side) => {
      if (typeof side !== 'object' || side === null || !('givers' in side) || !Array.isArray(side.givers)) return side;
      const givers: readonly unknown[] = side.givers;
      return { ...side, givers: givers.map(withoutName) };
    }),
  };
}

function withoutName(giver: unknown): unknown {
  if (typeof giver !== 'object' || giver === null) return giver;
  return Object.fromEntries(Object.entries(giver).filter(([field]) => field !== 'name'));
}

export const liveSources = {
  broadcasts: [
    {
      collection: 'livestreams',
      of: ({ account }) => ({ hostId: account }),
      hint: 'host',
      order: { field: 'startedAt', kind: 'time' },
      fields: broadcast,
      rowsMax: broadcastRowsMax,
    },
    {
      collection: 'livestreams',
      kind: 'draft',
      of: ({ account }) => ({ hostId: account, status: 'draft' }),
      hint: 'drafts',
      order: { field: '_id', kind: 'plain' },
      fields: broadcast,
      rowsMax: broadcastRowsMax,
    },
  ],
  battles: [
    {
      collection: 'battles',
      of: ({ account }) => ({ 'sides.hostId': account }),
      hint: 'host_time',
      order: { field: 'invitedAt', kind: 'time' },
      fields: {
        ...{ _id: 'battle', invitedAt: 'invitedAt', status: 'status', seconds: 'seconds', sides: 'sides' },
        ...{ startsAt: 'startsAt', endsAt: 'endsAt', finalAt: 'finalAt', outcome: 'outcome' },
        forfeitedBy: 'forfeitedBy',
      },
      rowsMax: 200,
      shape: withoutGiversNames,
    },
  ],
  audience: [
    {
      collection: 'host_viewers',
      of: ({ account }) => ({ _id: account }),
      hint: '_id_',
      order: { field: '_id', kind: 'plain' },
      fields: { unique: 'uniqueViewers', peak: 'peakViewers', updatedAt: 'at' },
    },
  ],
  'rooms-visited': [
    {
      collection: 'media_users',
      of: ({ account }) => ({ account }),
      hint: 'account_newest',
      order: { field: 'seenAt', kind: 'time' },
      fields: { roomId: 'broadcast', uid: 'numberAtTheMediaServer', seenAt: 'at' },
    },
  ],
  'chat-messages': [
    {
      collection: 'chat_messages',
      of: ({ account }) => ({ fromId: account }),
      hint: 'author_time',
      order: { field: 'createdAt', kind: 'time' },
      fields: { _id: 'message', createdAt: 'at', roomId: 'broadcast', text: 'text', removedAt: 'removedAt' },
    },
  ],
  'push-devices': [
    {
      collection: 'push_tokens',
      of: ({ account }) => ({ accountId: account }),
      hint: 'device',
      order: { field: 'deviceId', kind: 'plain' },
      // The token itself would let whoever finds the file notify the device.
      fields: {
        ...{ deviceId: 'device', platform: 'platform', createdAt: 'since', lastSeenAt: 'lastSeenAt' },
        ...{ country: 'country', adult: 'adult' },
      },
    },
  ],
  announcements: [
    {
      collection: 'push_jobs',
      of: ({ account }) => ({ hostId: account }),
      hint: 'host',
      order: { field: 'createdAt', kind: 'time' },
      fields: { kind: 'type', streamId: 'broadcast', state: 'state', createdAt: 'at' },
    },
  ],
  pictures: [
    {
      collection: 'images',
      of: ({ account }) => ({ account }),
      hint: 'owned',
      order: { field: 'state', kind: 'plain' },
      fields: { _id: 'file', kind: 'type', state: 'state', roomId: 'broadcast', createdAt: 'at' },
    },
  ],
} as const satisfies Readonly<Record<string, readonly ExportSource[]>>;
