import type { OwnStream } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { useCallback, useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { DraftInvitations } from '../live/draft-invitations.tsx';
import { PrivacyFields } from '../live/privacy-fields.tsx';
import { readValues, type StreamErrors, valuesOf } from '../live/stream-values.ts';
import { useServices } from '../services.ts';
import type { HostToolsProps } from './host-tools.ts';
import { useAct } from './use-act.ts';

/** Title, privacy and invitations of the broadcast that runs. */
export function BroadcastTools({ roomId }: HostToolsProps) {
  const { host: words } = useWords();
  const { api } = useServices();
  const fetchOwn = useCallback(() => api.ownStreams(), [api]);
  const { load, reload } = useLoad(fetchOwn);
  return (
    <>
      <AppText kind="small" color="muted">
        {words.broadcastNote}
      </AppText>
      <Loaded load={load} reload={reload}>
        {({ items }) => {
          const stream = items.find(({ id }) => id === roomId);
          return stream === undefined ? null : <Editor stream={stream} />;
        }}
      </Loaded>
    </>
  );
}

function Editor({ stream }: { readonly stream: OwnStream }) {
  const words = useWords();
  const { api } = useServices();
  const act = useAct();
  const [values, setValues] = useState(() => valuesOf(stream));
  const [errors, setErrors] = useState<StreamErrors>({});
  const [hasPassword, setHasPassword] = useState(stream.privacy.visibility === 'password');
  const save = async (): Promise<void> => {
    const read = readValues(values, { later: false, keptPassword: hasPassword, nowMs: Date.now() }, words);
    setErrors(read.ok ? {} : read.errors);
    if (!read.ok) return;
    const saved = await act.request(
      'save',
      () => api.updateStream(stream.id, read.wish),
      () => words.host.saved,
    );
    if (!saved) return;
    setHasPassword(read.wish.privacy.visibility === 'password');
    setValues((before) => ({ ...before, password: '' }));
  };
  return (
    <>
      <TextField
        label={words.goLive.roomTitle}
        value={values.title}
        error={errors.title}
        onChangeText={(title) => setValues({ ...values, title })}
        maxLength={limits.roomTitleCharsMax}
      />
      <AppText kind="label">{words.live.privacy}</AppText>
      <PrivacyFields
        privacy={values.privacy}
        password={values.password}
        passwordError={errors.password}
        passwordKept={hasPassword}
        onPrivacy={(privacy) => setValues({ ...values, privacy })}
        onPassword={(password) => setValues({ ...values, password })}
      />
      {errors.tags === undefined ? null : <Notice tone="error" text={errors.tags} />}
      <OutcomeNotice outcome={act.outcome} />
      <Button label={words.host.save} busy={act.busy === 'save'} onPress={() => void save()} />
      <DraftInvitations id={stream.id} waiting={[]} onWaiting={() => undefined} />
    </>
  );
}
