import { type Collection, type Db, MongoBulkWriteError } from 'mongodb';
import type { ChatLog, KeptMessage, SaidMessage } from '../chat-log/chat-log.ts';

export interface ChatMessageDocument {
  _id: string;
  roomId: string;
  fromId: string;
  /** Empty while only its removal is known. */
  text: string;
  createdAt: Date;
  flagged?: string;
  removedAt?: Date;
  removedBy?: string;
}

const duplicateKey = 11_000;

/**
 * Chat in MongoDB. A message and its removal come by different ways, so either may be first: a removal then leaves a
 * message without text, which the message fills in.
 */
export function mongoChatLog(db: Db): ChatLog {
  const messages = chatMessages(db);

  /** Those that are known by id: filled in where the text is missing; kept beside it where a client used its id again. */
  async function storeAgain(known: readonly SaidMessage[]): Promise<void> {
    const documents = known.map(documentOf);
    await messages.bulkWrite(
      documents.map(({ _id, ...rest }) => ({ updateOne: { filter: { _id, text: '' }, update: { $set: rest } } })),
      { ordered: false },
    );
    const stored = await messages
      .find({ _id: { $in: documents.map(({ _id }) => _id) } }, { projection: { text: 1 } })
      .toArray();
    const texts = new Map(stored.map(({ _id, text }) => [_id, text]));
    const others = documents.filter(({ _id, text }) => texts.get(_id) !== text);
    if (others.length === 0) return;
    await insertNew(
      messages,
      others.map((document) => ({ ...document, _id: `${document._id}~${document.createdAt.getTime()}` })),
    );
  }

  return {
    async store(said) {
      if (said.length === 0) return 0;
      const refused = await insertNew(messages, said.map(documentOf));
      if (refused.size > 0) await storeAgain(said.filter((_, at) => refused.has(at)));
      return said.length - refused.size;
    },

    async markRemoved({ roomId, messageIds, fromId, by, atMs }) {
      if (messageIds.length === 0) return;
      const at = new Date(atMs);
      const updates = messageIds.map((_id) => ({
        updateOne: {
          filter: { _id },
          update: {
            $setOnInsert: { roomId, fromId, text: '', createdAt: at },
            $min: { removedAt: at },
            $set: { removedBy: by },
          },
          upsert: true,
        },
      }));
      await messages.bulkWrite(updates, { ordered: false });
    },

    async get(roomId, messageId) {
      const found = await messages.findOne({ _id: messageId, roomId });
      return found === null ? undefined : messageOf(found);
    },

    async before(roomId, beforeMs, limit) {
      const before = beforeMs === undefined ? {} : { createdAt: { $lt: new Date(beforeMs) } };
      const found = messages.find({ roomId, ...before }, { hint: 'room' });
      return (await found.sort({ createdAt: -1 }).limit(limit).toArray()).map(messageOf);
    },

    async from(roomId, fromMs, limit) {
      const found = messages.find({ roomId, createdAt: { $gte: new Date(fromMs) } }, { hint: 'room' });
      return (await found.sort({ createdAt: 1 }).limit(limit).toArray()).map(messageOf);
    },

    async flaggedSince(sinceMs, limit) {
      const found = await messages
        .find(
          { flagged: { $gt: '' }, createdAt: { $gte: new Date(sinceMs) } },
          { hint: 'flagged', projection: { _id: 0, roomId: 1 } },
        )
        .sort({ createdAt: -1 })
        .limit(limit)
        .toArray();
      const counts = new Map<string, number>();
      for (const { roomId } of found) counts.set(roomId, (counts.get(roomId) ?? 0) + 1);
      return counts;
    },

    async between(fromMs, toMs, limit) {
      const found = messages.find(within(fromMs, toMs), { hint: 'retention' });
      return (await found.sort({ createdAt: -1 }).limit(limit).toArray()).map(messageOf);
    },

    countBetween: (fromMs, toMs, limit) => messages.countDocuments(within(fromMs, toMs), { hint: 'retention', limit }),
  };
}

export function chatMessages(db: Db): Collection<ChatMessageDocument> {
  return db.collection<ChatMessageDocument>('chat_messages', { writeConcern: { w: 'majority' } });
}

/** @returns the places of those whose ids are known already */
async function insertNew(
  messages: Collection<ChatMessageDocument>,
  documents: ChatMessageDocument[],
): Promise<ReadonlySet<number>> {
  try {
    await messages.insertMany(documents, { ordered: false });
    return new Set();
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const failed = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
    if (failed.some(({ code }) => code !== duplicateKey)) throw error;
    return new Set(failed.map(({ index }) => index));
  }
}

function within(fromMs: number, toMs: number) {
  return { createdAt: { $gte: new Date(fromMs), $lt: new Date(toMs) } };
}

function documentOf({ id, roomId, fromId, text, atMs, flagged }: SaidMessage): ChatMessageDocument {
  return {
    ...{ _id: id, roomId, fromId, text, createdAt: new Date(atMs) },
    ...(flagged === undefined ? {} : { flagged }),
  };
}

function messageOf(document: ChatMessageDocument): KeptMessage {
  const { _id: id, roomId, fromId, text, createdAt, flagged, removedAt, removedBy } = document;
  const removed =
    removedAt === undefined || removedBy === undefined ? undefined : { atMs: removedAt.getTime(), by: removedBy };
  return { id, roomId, fromId, text, atMs: createdAt.getTime(), flagged, removed };
}
