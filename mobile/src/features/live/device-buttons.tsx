import { useEffect, useState } from 'react';
import { StyleSheet } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import type { RtcSession } from '../../media/rtc.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useServices } from '../services.ts';
import { keepLiveDevices, readLiveDevices } from './live-devices.ts';

/** Microphone and camera of who is on air, turned off and on; remembered for the next time. */
export function DeviceButtons({ rtc }: { readonly rtc: RtcSession }) {
  const { host: words } = useWords();
  const { storage } = useServices();
  const [on, setOn] = useState({ microphone: true, camera: true });
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let left = false;
    void readLiveDevices(storage).then(({ microphoneOn, cameraOn }) => {
      if (!left) setOn({ microphone: microphoneOn, camera: cameraOn });
    });
    return () => {
      left = true;
    };
  }, [storage]);
  const turn = async (device: keyof typeof on, to: boolean): Promise<void> => {
    try {
      await (device === 'microphone' ? rtc.setMicrophone(to) : rtc.setCamera(to));
    } catch {
      return setFailed(true);
    }
    setFailed(false);
    // Each says its own part: the other may be on its way.
    setOn((before) => ({ ...before, [device]: to }));
    const known = await readLiveDevices(storage);
    await keepLiveDevices(storage, {
      ...known,
      ...(device === 'microphone' ? { microphoneOn: to } : { cameraOn: to }),
    });
  };
  return (
    <>
      <Button
        compact
        kind={on.microphone ? 'secondary' : 'danger'}
        label={words.micFace(on.microphone)}
        spoken={words.of(words.micFace(on.microphone), on.microphone ? words.microphoneOn : words.microphoneOff)}
        onPress={() => void turn('microphone', !on.microphone)}
        style={styles.button}
      />
      <Button
        compact
        kind={on.camera ? 'secondary' : 'danger'}
        label={words.cameraFace(on.camera)}
        spoken={words.of(words.cameraFace(on.camera), on.camera ? words.cameraOn : words.cameraOff)}
        onPress={() => void turn('camera', !on.camera)}
        style={styles.button}
      />
      {rtc.flipCamera === undefined ? null : (
        <Button
          compact
          kind="secondary"
          label={words.flip}
          onPress={() => void rtc.flipCamera?.().catch(() => setFailed(true))}
          style={styles.button}
        />
      )}
      {failed ? <Notice tone="error" text={words.deviceFailed} /> : null}
    </>
  );
}

const styles = StyleSheet.create({ button: { minHeight: 44 } });
