import { useEffect, useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import type { RtcStart } from '../../media/rtc.ts';
import type { DevicePreview } from '../../platform/device-preview.ts';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { keepLiveDevices, readLiveDevices } from '../live/live-devices.ts';
import { DeviceChoice } from '../live/preview-card.tsx';
import { useServices } from '../services.ts';
import type { HostToolsProps } from './host-tools.ts';

type Lists = Pick<DevicePreview, 'cameras' | 'microphones'>;

/** Another camera or microphone while live, where there are several. The list is read by a preview that closes at once. */
export function DeviceTools({ rtc }: HostToolsProps) {
  const { host: words, live } = useWords();
  const { storage, openPreview } = useServices();
  const [devices, setDevices] = useState<RtcStart>();
  const [lists, setLists] = useState<Lists>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let left = false;
    void readLiveDevices(storage).then((known) => {
      if (!left) setDevices(known);
    });
    void openPreview({ cameraOn: false }, undefined).then((result) => {
      if (result.ok) result.preview.close();
      if (!left) setLists(result.ok ? result.preview : { cameras: [], microphones: [] });
    });
    return () => {
      left = true;
    };
  }, [storage, openPreview]);
  const use = async (kind: 'camera' | 'microphone', id: string): Promise<void> => {
    if (devices === undefined) return;
    try {
      const switchTo = rtc?.useDevice?.bind(rtc);
      await switchTo?.(kind, id);
    } catch {
      setFailed(true);
      return;
    }
    setFailed(false);
    const change = kind === 'camera' ? { cameraId: id } : { microphoneId: id };
    setDevices((before) => (before === undefined ? before : { ...before, ...change }));
    await keepLiveDevices(storage, { ...(await readLiveDevices(storage)), ...change });
  };
  if (lists === undefined) return null;
  return (
    <>
      {failed ? <Notice tone="error" text={words.deviceFailed} /> : null}
      {lists.cameras.length < 2 && lists.microphones.length < 2 ? (
        <AppText color="muted">{words.noDevices}</AppText>
      ) : null}
      <DeviceChoice
        label={live.camera}
        devices={lists.cameras}
        chosen={devices?.cameraId}
        onChoose={(id) => void use('camera', id)}
      />
      <DeviceChoice
        label={live.microphone}
        devices={lists.microphones}
        chosen={devices?.microphoneId}
        onChoose={(id) => void use('microphone', id)}
      />
    </>
  );
}
