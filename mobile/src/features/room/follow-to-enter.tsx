import { useCallback } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { AppText } from '../../ui/text.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { FollowButton } from '../people/follow-button.tsx';
import { PersonLink } from '../people/person-link.tsx';
import { useServices } from '../services.ts';

/** A broadcast for followers: following its host opens it. */
export function FollowToEnter({ roomId, onFollowed }: { readonly roomId: string; readonly onFollowed: () => void }) {
  const { watching: words } = useWords();
  const { api } = useServices();
  const fetchStream = useCallback(() => api.stream(roomId), [api, roomId]);
  const { load, reload } = useLoad(fetchStream);
  return (
    <Loaded load={load} reload={reload}>
      {({ host }) => (
        <>
          <AppText color="muted">{words.followLead(host.handle)}</AppText>
          <PersonLink username={host.handle} />
          <FollowButton
            username={host.handle}
            following={false}
            onChange={({ following }) => {
              if (following) onFollowed();
            }}
          />
        </>
      )}
    </Loaded>
  );
}
