/** The people of one room that one virtual user plays: viewers `from` to before `from + count` of the run. */
export interface Share {
  /** Which of the run's shares it is. */
  readonly index: number;
  readonly room: number;
  readonly from: number;
  readonly count: number;
}

/**
 * Divides viewers over rooms as evenly as it goes, and each room's over virtual users of at most `socketsPerVu`. A share lies
 * in one room, so that its tickets come in one request.
 */
export function sharesOf(sizes: {
  readonly rooms: number;
  readonly viewers: number;
  readonly socketsPerVu: number;
}): readonly Share[] {
  const { rooms, viewers, socketsPerVu } = sizes;
  for (const [name, value] of Object.entries({ rooms, viewers, socketsPerVu })) {
    if (!Number.isInteger(value) || value < 1) throw new Error(`a profile's ${name} is to be a whole number above 0`);
  }
  const shares: Share[] = [];
  for (let room = 0; room < rooms; room += 1) {
    const end = firstOf(room + 1, rooms, viewers);
    for (let from = firstOf(room, rooms, viewers); from < end; from += socketsPerVu) {
      shares.push({ index: shares.length, room, from, count: Math.min(socketsPerVu, end - from) });
    }
  }
  return shares;
}

/** People in a room, without its host. */
export function viewersOf(room: number, sizes: { readonly rooms: number; readonly viewers: number }): number {
  return firstOf(room + 1, sizes.rooms, sizes.viewers) - firstOf(room, sizes.rooms, sizes.viewers);
}

function firstOf(room: number, rooms: number, viewers: number): number {
  return Math.floor((room * viewers) / rooms);
}
