import type { ImageKind } from '@halobuzz/core/api/images';
import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { ClientSession, Db, Filter, UpdateFilter } from 'mongodb';
import type { ImageStore, MadeImage } from '../images/image-store.ts';
import type { LivestreamDocument } from './mongo-livestreams.ts';
import { transact } from './transact.ts';

type ImageState = 'pending' | 'shown' | 'doomed';

/** `dueAt`: when a pending one is doomed, a doomed one deleted, a shown cover looked after; absent: nothing is to be done. */
export interface ImageDocument {
  _id: string;
  account: string;
  kind: ImageKind;
  roomId?: string;
  state: ImageState;
  createdAt: Date;
  dueAt?: Date;
}

type StreamOfCover = Pick<LivestreamDocument, '_id' | 'hostId' | 'status' | 'cover' | 'hostAvatar'>;

/** {@link ImageStore} over the collection `images`, which alone says who has which picture. */
export function mongoImages(db: Db, clock: Clock): ImageStore {
  const images = db.collection<ImageDocument>('images', { writeConcern: { w: 'majority', journal: true } });
  const livestreams = db.collection<StreamOfCover>('livestreams');
  const doom = () => ({ $set: { state: 'doomed' as const, dueAt: new Date(clock()) } });

  /** The broadcast takes its new cover, if it is this host's and not over. */
  async function setCover(image: ImageDocument, session: ClientSession): Promise<void> {
    const { _id: cover, roomId: _id = '', account: hostId } = image;
    const open = { _id, hostId, status: { $in: ['draft', 'live'] } } satisfies Filter<StreamOfCover>;
    const taken = await livestreams.updateOne(open, { $set: { cover } }, { session });
    if (taken.matchedCount === 1) return;
    const known = await livestreams.findOne({ _id }, { session, projection: { _id: 1 } });
    throw new AppError(known === null ? 'room_not_found' : 'room_ended');
  }

  /** The broadcasts that they have open, and those that they plan. */
  const openOf = (hostId: string) => ({ hostId, status: { $in: ['draft' as const, 'live' as const] } });

  return {
    async add({ key, ...image }) {
      const nowMs = clock();
      const waitMs = image.kind === 'gift' ? limits.catalogueImageWaitMs : limits.imagePendingMs;
      const times = { createdAt: new Date(nowMs), dueAt: new Date(nowMs + waitMs) };
      await images.insertOne({ _id: key, ...image, state: 'pending', ...times });
    },

    show(key, account) {
      return transact(db, async (session) => {
        const image = await images.findOne({ _id: key, account, state: { $ne: 'doomed' } }, { session });
        const now = new Date(clock());
        if (image === null) throw new AppError('not_found');
        if (image.state === 'shown') return imageOf(image);
        if (image.dueAt === undefined || image.dueAt <= now) throw new AppError('not_found');
        const { kind, roomId } = image;
        const place: Filter<ImageDocument> = roomId === undefined ? { account } : { roomId };
        await images.updateMany({ ...place, kind, state: 'shown' }, doom(), { session, hint: kind });
        const check = new Date(now.getTime() + limits.imageCoverCheckMs);
        const update: UpdateFilter<ImageDocument> =
          kind === 'cover'
            ? { $set: { state: 'shown', dueAt: check } }
            : { $set: { state: 'shown' }, $unset: { dueAt: '' } };
        await images.updateOne({ _id: key }, update, { session });
        if (kind === 'cover') await setCover(image, session);
        else await livestreams.updateMany(openOf(account), { $set: { hostAvatar: key } }, { session });
        return imageOf(image);
      });
    },

    async removeAvatar(account) {
      const own = { account, kind: 'avatar', state: 'shown' } as const;
      const removed = (await images.updateOne(own, doom(), { hint: 'avatar' })).modifiedCount === 1;
      await livestreams.updateMany(openOf(account), { $unset: { hostAvatar: '' } });
      return removed;
    },

    async removeCover(roomId) {
      const shown = { roomId, kind: 'cover', state: 'shown' } as const;
      const removed = (await images.updateMany(shown, doom(), { hint: 'cover' })).modifiedCount > 0;
      await livestreams.updateOne({ _id: roomId }, { $unset: { cover: '' } });
      return removed;
    },

    async avatarsOf(accounts) {
      if (accounts.length === 0) return new Map();
      const found = images.find(
        { account: { $in: [...accounts] }, kind: 'avatar', state: 'shown' },
        { projection: { account: 1 }, hint: 'avatar' },
      );
      return new Map((await found.toArray()).map(({ _id, account }) => [account, _id]));
    },

    async deleteImagesOf(account) {
      const left: Filter<ImageDocument> = { account, state: { $in: ['pending', 'shown'] } };
      for (;;) {
        const found = await images.find(left, { hint: 'owned' }).limit(limits.imagePassEntriesMax).toArray();
        if (found.length === 0) return;
        await takeOff(found);
        await images.updateMany({ _id: { $in: found.map(({ _id }) => _id) } }, doom());
      }
    },

    async doomForgotten() {
      const due = { $lte: new Date(clock()) };
      await images.updateMany({ state: 'pending', dueAt: due }, doom(), { hint: 'due' });
      for (;;) {
        const covers = await images
          .find({ state: 'shown', dueAt: due }, { hint: 'due' })
          .sort({ dueAt: 1 })
          .limit(limits.imagePassEntriesMax)
          .toArray();
        if (covers.length === 0) return;
        await lookAfter(covers);
      }
    },

    async doomed(limit) {
      const due = { state: 'doomed', dueAt: { $lte: new Date(clock()) } } as const;
      const found = images
        .find(due, { projection: { _id: 1 }, hint: 'due' })
        .sort({ dueAt: 1 })
        .limit(limit);
      return (await found.toArray()).map(({ _id }) => _id);
    },

    async forget(keys) {
      await images.deleteMany({ _id: { $in: [...keys] }, state: 'doomed' });
    },

    async counts() {
      const count = (state: ImageState) => images.countDocuments({ state }, { hint: 'due' });
      const [pending, doomed] = await Promise.all([count('pending'), count('doomed')]);
      return { pending, doomed };
    },
  };

  async function takeOff(found: readonly ImageDocument[]): Promise<void> {
    const rooms = found.flatMap(({ roomId }) => (roomId === undefined ? [] : [roomId]));
    const cover = { $in: found.map(({ _id }) => _id) };
    if (rooms.length > 0) await livestreams.updateMany({ _id: { $in: rooms }, cover }, { $unset: { cover: '' } });
    const hosts = found.filter(({ kind }) => kind === 'avatar').map(({ account }) => account);
    if (hosts.length > 0) {
      await livestreams.updateMany({ hostId: { $in: hosts }, hostAvatar: cover }, { $unset: { hostAvatar: '' } });
    }
  }

  /** A draft that went takes its cover along; one that is still there is looked at again, what began is left in peace. */
  async function lookAfter(covers: readonly ImageDocument[]): Promise<void> {
    const rooms = covers.map(({ roomId = '' }) => roomId);
    const known = await livestreams.find({ _id: { $in: rooms } }, { projection: { status: 1, cover: 1 } }).toArray();
    const later = new Date(clock() + limits.imageCoverCheckMs);
    const kept = known.flatMap(({ cover, status }) => (cover === undefined ? [] : [{ cover, status }]));
    const drafts = kept.filter(({ status }) => status === 'draft').map(({ cover }) => cover);
    const begun = kept.filter(({ status }) => status !== 'draft').map(({ cover }) => cover);
    const looked = covers.map(({ _id }) => _id);
    const gone = looked.filter((key) => !drafts.includes(key) && !begun.includes(key));
    const of = (keys: readonly string[]) => ({ _id: { $in: looked.filter((key) => keys.includes(key)) } });
    const shown = { state: 'shown' } as const;
    await images.updateMany({ ...of(drafts), ...shown }, { $set: { dueAt: later } });
    await images.updateMany({ ...of(begun), ...shown }, { $unset: { dueAt: '' } });
    await images.updateMany({ ...of(gone), ...shown }, doom());
  }
}

function imageOf({ _id: key, account, kind, roomId }: ImageDocument): MadeImage {
  return { key, account, kind, ...(roomId === undefined ? {} : { roomId }) };
}
