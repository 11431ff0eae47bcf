import { limits } from '@halobuzz/core/limits';
import type { LiveLivestream } from './livestream.ts';
import type { LivestreamStore } from './livestream-store.ts';

/**
 * Everything that is live, in bounded pages, for passes over all of it; none is empty. The next one is read when the pass is
 * done with the one before, so that a paced store knows how long that took.
 */
export async function* livePages(
  livestreams: Pick<LivestreamStore, 'scanLive'>,
): AsyncGenerator<readonly LiveLivestream[]> {
  let afterHostId = '';
  for (;;) {
    const page = await livestreams.scanLive(afterHostId, limits.livePageEntriesMax);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    if (page.length < limits.livePageEntriesMax) return;
    afterHostId = last.hostId;
  }
}
