import type { CloseErrorCode } from '@halobuzz/core/errors/codes';
import { type Door, type EntryFacts, refusedEntry } from '@halobuzz/core/streams/entry';
import type { DoorReading } from '../../adapters/redis/room-door-scripts.ts';
import type { RoomMember } from './room-member.ts';
import { accountBatches, type RoomPeople } from './room-people.ts';

export interface RoomDoorDeps {
  readonly people: RoomPeople;
  readonly read: (accounts: readonly string[]) => Promise<DoorReading | undefined>;
  /** The room's host once it is known. */
  readonly host: () => string | undefined;
  readonly onFailed: (err: unknown) => void;
}

/**
 * What a change of a room's privacy means for the sockets of one room on one node: whoever may not stay is closed with the
 * reason, and whoever may is let in from then on as of the new door. Who comes in later is asked at the edge, and by the
 * room's store, which turns away who was let in at an older door.
 */
export class RoomDoor {
  readonly #deps: RoomDoorDeps;
  #changes = 0;
  #due = false;
  #checking: Promise<void> | undefined;

  constructor(deps: RoomDoorDeps) {
    this.#deps = deps;
  }

  /** A moment in the order of changes: a join under way when one came must ask anew. */
  get mark(): number {
    return this.#changes;
  }

  /** The door was changed: everybody here is looked at. */
  changed(): void {
    this.#changes += 1;
    this.#due = true;
    this.tend();
  }

  /** To be called once a second: looks at everybody if that could not be done before. */
  tend(): void {
    if (!this.#due) return;
    this.check().catch(this.#deps.onFailed);
  }

  /** Looks at everybody here. Rejects when the store cannot be asked; then it stays due. One at a time. */
  async check(): Promise<void> {
    this.#checking ??= this.#run().finally(() => {
      this.#checking = undefined;
    });
    await this.#checking;
  }

  async #run(): Promise<void> {
    do {
      this.#due = false;
      try {
        await this.#lookAtAll();
      } catch (error) {
        this.#due = true;
        throw error;
      }
      // A change that came meanwhile may have been read by the first batches and not by the last.
    } while (this.#due);
  }

  async #lookAtAll(): Promise<void> {
    const { people, read } = this.#deps;
    for (const batch of accountBatches(people)) {
      const reading = await read(batch);
      if (reading === undefined) return;
      for (const [index, standing] of reading.standings.entries()) {
        for (const member of people.socketsOf(batch[index] ?? '')) this.#lookAt(member, reading.door, standing);
      }
    }
  }

  #lookAt(member: RoomMember, door: Door, standing: Pick<EntryFacts, 'invited' | 'moderator'>): void {
    if (member.admission.door >= door.version) return;
    const refusal =
      member.admin || member.account === this.#deps.host()
        ? undefined
        : refusedEntry(door, { ...member.admission, ...standing });
    if (refusal === undefined) member.staysAt(door.version);
    else member.close(closeCodeFor(refusal));
  }
}

/** Who follows since they came is let in by the edge: their app asks there by itself. */
function closeCodeFor(refusal: NonNullable<ReturnType<typeof refusedEntry>>): CloseErrorCode {
  return refusal === 'room_followers_only' ? 'admission_expired' : refusal;
}
