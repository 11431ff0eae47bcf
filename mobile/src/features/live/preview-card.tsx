import { useCallback, useEffect, useRef, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { PictureView } from '../../media/picture-view';
import type { RtcStart } from '../../media/rtc.ts';
import type { DevicePreview, MediaDevice, PreviewRefusal } from '../../platform/device-preview.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Choices } from '../../ui/choices.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useServices } from '../services.ts';
import { LevelMeter } from './level-meter.tsx';
import { keepLiveDevices, readLiveDevices } from './live-devices.ts';

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'refused'; readonly reason: PreviewRefusal | 'lost' }
  | { readonly kind: 'open'; readonly preview: DevicePreview };

/**
 * One's own camera and microphone, seen and heard by nobody else, and with which of them to begin. It is opened by a press:
 * a page that asks for the camera unasked is refused for good.
 */
export function PreviewCard({ appId }: { readonly appId: string | undefined }) {
  const { live: words } = useWords();
  const palette = usePalette();
  const { openPreview, storage } = useServices();
  const [devices, setDevices] = useState<RtcStart>({ microphoneOn: true, cameraOn: true });
  const [state, setState] = useState<State>({ kind: 'closed' });
  const open = useRef<DevicePreview>(undefined);
  /** Raised with each opening and closing: a device that opens late is closed at once. */
  const newest = useRef(0);
  useEffect(() => {
    void readLiveDevices(storage).then(setDevices);
  }, [storage]);

  const close = useCallback(() => {
    newest.current += 1;
    open.current?.close();
    open.current = undefined;
  }, []);
  useEffect(() => close, [close]);

  const show = async (wish: RtcStart): Promise<void> => {
    close();
    const mine = newest.current;
    setState({ kind: 'opening' });
    const { cameraOn, cameraId, microphoneId } = wish;
    const result = await openPreview({ cameraOn, cameraId, microphoneId }, appId);
    if (mine !== newest.current) {
      if (result.ok) result.preview.close();
      return;
    }
    if (!result.ok) return setState({ kind: 'refused', reason: result.reason });
    open.current = result.preview;
    result.preview.onLost(() => {
      if (open.current !== result.preview) return;
      close();
      setState({ kind: 'refused', reason: 'lost' });
    });
    setState({ kind: 'open', preview: result.preview });
  };
  const choose = (change: Partial<RtcStart>, reopens: boolean): void => {
    const next = { ...devices, ...change };
    setDevices(next);
    void keepLiveDevices(storage, next);
    if (reopens && state.kind === 'open') void show(next);
  };

  const refusals: Readonly<Record<PreviewRefusal | 'lost', string>> = {
    refused: words.previewRefused,
    none: words.previewNone,
    busy: words.previewBusy,
    unsupported: words.previewUnsupported,
    lost: words.previewLost,
  };
  const preview = state.kind === 'open' ? state.preview : undefined;
  return (
    <Card>
      <AppText kind="heading">{words.preview}</AppText>
      <View style={[styles.stage, { backgroundColor: palette.stage }]}>
        {preview?.picture === undefined ? (
          <AppText kind="small" color="onStageMuted" style={styles.note}>
            {words.previewNote}
          </AppText>
        ) : (
          <PictureView picture={preview.picture} style={StyleSheet.absoluteFill} />
        )}
      </View>
      {state.kind === 'opening' ? <Notice tone="info" text={words.previewOpening} /> : null}
      {state.kind === 'refused' ? <Notice tone="error" text={refusals[state.reason]} /> : null}
      {preview?.level === undefined ? null : <LevelMeter level={preview.level} />}
      <View style={styles.row}>
        {preview === undefined ? (
          <Button
            compact
            kind="secondary"
            label={words.previewOpen}
            busy={state.kind === 'opening'}
            onPress={() => void show(devices)}
          />
        ) : (
          <Button
            compact
            kind="secondary"
            label={words.previewClose}
            onPress={() => {
              close();
              setState({ kind: 'closed' });
            }}
          />
        )}
        {preview?.flipCamera === undefined ? null : (
          <Button compact kind="secondary" label={words.flip} onPress={preview.flipCamera} />
        )}
      </View>
      <DeviceChoice
        label={words.camera}
        devices={preview?.cameras ?? []}
        chosen={devices.cameraId}
        onChoose={(cameraId) => choose({ cameraId }, true)}
      />
      <DeviceChoice
        label={words.microphone}
        devices={preview?.microphones ?? []}
        chosen={devices.microphoneId}
        onChoose={(microphoneId) => choose({ microphoneId }, true)}
      />
      <SwitchRow label={words.cameraOn} value={devices.cameraOn} onChange={(cameraOn) => choose({ cameraOn }, true)} />
      <SwitchRow
        label={words.microphoneOn}
        value={devices.microphoneOn}
        onChange={(microphoneOn) => choose({ microphoneOn }, false)}
      />
    </Card>
  );
}

/** Which of several; nothing to choose where there is one. */
export function DeviceChoice(props: {
  readonly label: string;
  readonly devices: readonly MediaDevice[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}) {
  const { live: words } = useWords();
  const { devices } = props;
  if (devices.length < 2) return null;
  const chosen = devices.find(({ id }) => id === props.chosen) ?? devices[0];
  return (
    <View style={styles.devices}>
      <AppText kind="label">{props.label}</AppText>
      <Choices
        wrap
        label={props.label}
        choices={devices.map(({ id, label }, at) => ({
          value: id,
          label: label === '' ? words.device(at + 1) : label,
        }))}
        value={chosen?.id ?? ''}
        onChoose={props.onChoose}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  stage: {
    width: '100%',
    aspectRatio: 16 / 9,
    borderRadius: radius.m,
    overflow: 'hidden',
    alignItems: 'center',
    justifyContent: 'center',
    padding: space.l,
  },
  note: { textAlign: 'center' },
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
  devices: { gap: space.xs },
});
