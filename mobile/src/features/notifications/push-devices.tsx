import type { PushDevice } from '@halobuzz/core/api/notifications';
import { useCallback, useEffect, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import type { ApiResult } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type Outcome, OutcomeNotice, useOutcomeOf } from '../../ui/outcome-notice.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';
import { readThisDevice, type ThisDevice, turnOff, turnOn } from './this-device.ts';

/** The switch of this device, and the other devices that are notified. */
export function PushDevices() {
  const words = useWords().notifications;
  const outcomeOf = useOutcomeOf();
  const { api, push, storage } = useServices();
  const [here, setHere] = useState<ThisDevice>();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Outcome>();
  const fetchDevices = useCallback(() => api.pushDevices(), [api]);
  const { load, reload } = useLoad(fetchDevices);
  useEffect(() => {
    let shown = true;
    void readThisDevice({ push, storage }).then((read) => {
      if (shown) setHere(read);
    });
    return () => {
      shown = false;
    };
  }, [push, storage]);

  const change = async (work: () => Promise<ApiResult<ThisDevice>>): Promise<void> => {
    setBusy(true);
    const answer = await work();
    setHere(answer.ok ? answer.data : await readThisDevice({ push, storage }));
    setSaid(answer.ok ? undefined : outcomeOf(answer, () => ''));
    await reload();
    setBusy(false);
  };
  const remove = async (device: PushDevice): Promise<void> => {
    setBusy(true);
    const answer = await api.removePushDevice(device.deviceId);
    setSaid(outcomeOf(answer, () => words.removed));
    await reload();
    setBusy(false);
  };
  return (
    <Card>
      <AppText kind="heading">{words.here}</AppText>
      {here === undefined ? null : (
        <Here
          here={here}
          busy={busy}
          onChange={(on) => void change(() => (on ? turnOn : turnOff)({ api, push, storage }))}
        />
      )}
      <OutcomeNotice outcome={said} />
      <Loaded load={load} reload={reload}>
        {({ items }) => (
          <DeviceList
            devices={items.filter(({ current }) => !current)}
            busy={busy}
            onRemove={(one) => void remove(one)}
          />
        )}
      </Loaded>
    </Card>
  );
}

function Here(props: { readonly here: ThisDevice; readonly busy: boolean; readonly onChange: (on: boolean) => void }) {
  const words = useWords().notifications;
  const { push } = useServices();
  const { on, permission } = props.here;
  if (permission === 'unsupported') return <Notice tone="info" text={words.unsupported} />;
  return (
    <>
      <SwitchRow
        label={words.whenLive}
        description={words.whenLiveLead}
        value={on}
        busy={props.busy}
        disabled={permission === 'denied'}
        onChange={props.onChange}
      />
      {permission === 'denied' ? (
        <Notice
          tone="info"
          text={words.denied}
          action={
            <Button
              compact
              kind="secondary"
              label={words.systemSettings}
              onPress={() => void push.openSystemSettings()}
            />
          }
        />
      ) : null}
    </>
  );
}

function DeviceList(props: {
  readonly devices: readonly PushDevice[];
  readonly busy: boolean;
  readonly onRemove: (device: PushDevice) => void;
}) {
  const words = useWords().notifications;
  const format = useFormat();
  if (props.devices.length === 0) return null;
  return (
    <View role="list" aria-label={words.others}>
      <AppText kind="strong">{words.others}</AppText>
      {props.devices.map((device) => (
        <ListEntry key={device.deviceId} style={styles.device}>
          <View style={styles.words}>
            <AppText>{words.platforms[device.platform]}</AppText>
            <AppText kind="small" color="muted">
              {words.seen(format.date(device.seenAt))}
            </AppText>
          </View>
          <Button
            compact
            kind="secondary"
            label={words.remove}
            spoken={words.removeOf(words.platforms[device.platform], format.date(device.seenAt))}
            disabled={props.busy}
            onPress={() => props.onRemove(device)}
          />
        </ListEntry>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  device: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  words: { flex: 1 },
});
