import type { DeviceView } from '@halobuzz/core/api/auth-devices';
import { useCallback } from 'react';
import { StyleSheet, View } from 'react-native';
import { keepDeviceSecret } from '../../api/device.ts';
import { everyPage } from '../../api/every-page.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useSession } from '../auth/session.tsx';
import { useServices } from '../services.ts';
import { AccountPage } from './account-page.tsx';
import { SessionList } from './session-list.tsx';
import { useAct } from './use-act.ts';

/** Where one is signed in, and the devices that one signed in from. */
export function DevicesScreen() {
  const words = useWords().account.devices;
  const { api, client } = useServices();
  const { reload: reloadAccount } = useSession();
  const { busy, said, act } = useAct();
  const fetchDevices = useCallback(() => everyPage(api.devices), [api]);
  const { load, reload, update } = useLoad(fetchDevices);
  const everywhere = async (): Promise<void> => {
    if ((await act('everywhere', () => api.logoutEverywhere())) === undefined) return;
    await client.end();
    await reloadAccount();
  };
  const changed = (device: DeviceView): void =>
    update((page) => ({
      ...page,
      items: page.items.map((one) => (one.deviceId === device.deviceId ? device : one)),
    }));
  return (
    <AccountPage title={words.title} lead={words.lead}>
      <SessionList />
      <Card>
        <AppText kind="heading">{words.devices}</AppText>
        <AppText kind="small" color="muted">
          {words.trustLead}
        </AppText>
        <Loaded load={load} reload={reload}>
          {({ items }) => (
            <View role="list" aria-label={words.devices}>
              {items.map((device) => (
                <DeviceRow key={device.deviceId} device={device} onChanged={changed} onRemoved={reload} />
              ))}
            </View>
          )}
        </Loaded>
      </Card>
      <Card>
        <AppText kind="heading">{words.everywhere}</AppText>
        <AppText color="muted">{words.everywhereLead}</AppText>
        <OutcomeNotice outcome={said} />
        <Button kind="danger" label={words.everywhere} busy={busy === 'everywhere'} onPress={() => void everywhere()} />
      </Card>
    </AccountPage>
  );
}

function DeviceRow(props: {
  readonly device: DeviceView;
  readonly onChanged: (device: DeviceView) => void;
  readonly onRemoved: () => Promise<void>;
}) {
  const { account: words } = useWords();
  const format = useFormat();
  const { api, storage } = useServices();
  const { busy, said, act } = useAct();
  const { device, onChanged, onRemoved } = props;
  const { deviceId, name, current, trusted, trustedUntil } = device;
  const shown = name === '' ? words.devices.unnamed : name;
  const trust = async (): Promise<void> => {
    const answer = await act('trust', () => api.trustDevice(deviceId));
    if (answer === undefined) return;
    await keepDeviceSecret(storage, answer.deviceSecret);
    onChanged(answer.device);
  };
  const untrust = async (): Promise<void> => {
    const answer = await act('trust', () => api.untrustDevice(deviceId));
    if (answer === undefined) return;
    if (current) await keepDeviceSecret(storage, undefined);
    onChanged(answer);
  };
  const remove = async (): Promise<void> => {
    if ((await act('remove', () => api.removeDevice(deviceId))) !== undefined) await onRemoved();
  };
  return (
    <ListEntry style={styles.row}>
      <View style={styles.lines}>
        <AppText kind="strong">{shown}</AppText>
        {current ? (
          <AppText kind="small" color="success">
            {words.current}
          </AppText>
        ) : null}
        <AppText kind="small" color="muted">
          {[device.country, words.lastSeen(format.time(device.lastSeenAt))].filter((text) => text !== '').join(' · ')}
        </AppText>
        {trusted && trustedUntil !== null ? (
          <AppText kind="small" color="muted">
            {words.devices.trustedUntil(format.date(trustedUntil))}
          </AppText>
        ) : null}
        <OutcomeNotice outcome={said} />
      </View>
      {trusted ? (
        <Button
          compact
          kind="secondary"
          label={words.devices.untrust}
          spoken={words.devices.untrustOf(shown)}
          busy={busy === 'trust'}
          onPress={() => void untrust()}
        />
      ) : current ? (
        <Button
          compact
          kind="secondary"
          label={words.devices.trust}
          busy={busy === 'trust'}
          onPress={() => void trust()}
        />
      ) : null}
      {current ? null : (
        <Button
          compact
          kind="quiet"
          label={words.devices.remove}
          spoken={words.devices.removeOf(shown)}
          busy={busy === 'remove'}
          onPress={() => void remove()}
        />
      )}
    </ListEntry>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.s },
  lines: { flexGrow: 1, flexShrink: 1, flexBasis: 180, gap: 2 },
});
