import type { Stream } from '@halobuzz/core/api/streams';
import type { HalobuzzApi } from '../demo/halobuzz-api.ts';
import { newPerson, type Person } from './person.ts';
import { type RoomVisit, visitRoom } from './room-visit.ts';

/** A host on the air. */
export interface Broadcast {
  readonly host: Person;
  readonly stream: Stream;
  readonly visit: RoomVisit;
  /** Ends it, and waits until the host's own client has heard so. */
  end(): Promise<void>;
}

/** A new host who goes live and joins their room. */
export async function newBroadcast(api: HalobuzzApi, title: string): Promise<Broadcast> {
  const host = await newPerson(api, 'host');
  const { stream } = await api.startStream(host.accessToken, { title, category: 'music' });
  const visit = await visitRoom(api, host, stream.id);
  return {
    host,
    stream,
    visit,
    end: async () => {
      await api.endStream(host.accessToken, stream.id);
      await visit.becomes('ended');
    },
  };
}
