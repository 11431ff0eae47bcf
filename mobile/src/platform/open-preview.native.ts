import { PermissionsAndroid, Platform } from 'react-native';
import type { PreviewRefusal, PreviewResult, PreviewWish } from './device-preview.ts';

/** Opens the camera by the media engine, before there is a room. Without an app id there is no engine to open. */
export async function openPreview(wish: PreviewWish, appId: string | undefined): Promise<PreviewResult> {
  if (appId === undefined) return { ok: false, reason: 'unsupported' };
  if (!(await mayUse(wish.cameraOn))) return { ok: false, reason: 'refused' };
  const agora = await import('react-native-agora');
  const engine = agora.createAgoraRtcEngine();
  const lost = new Set<() => void>();
  const refusals: Readonly<Partial<Record<number, PreviewRefusal>>> = {
    [agora.LocalVideoStreamReason.LocalVideoStreamReasonDeviceNoPermission]: 'refused',
    [agora.LocalVideoStreamReason.LocalVideoStreamReasonDeviceBusy]: 'busy',
    [agora.LocalVideoStreamReason.LocalVideoStreamReasonDeviceNotFound]: 'none',
  };
  const handler = {
    onLocalVideoStateChanged: (_source: unknown, state: number) => {
      if (state === agora.LocalVideoStreamState.LocalVideoStreamStateFailed) for (const listener of lost) listener();
    },
  };
  engine.initialize({ appId });
  engine.registerEventHandler(handler);
  const close = (): void => {
    engine.unregisterEventHandler(handler);
    engine.stopPreview();
    engine.release();
  };
  if (wish.cameraOn) {
    const failed = firstFailure(engine, agora, refusals);
    engine.enableVideo();
    engine.startPreview();
    const reason = await failed;
    if (reason !== undefined) {
      close();
      return { ok: false, reason };
    }
  }
  return {
    ok: true,
    preview: {
      picture: wish.cameraOn ? { show: () => undefined, uid: 0 } : undefined,
      // Phones have two sides in place of a list, and the engine measures sound in a channel alone.
      cameras: [],
      microphones: [],
      level: undefined,
      flipCamera: () => void engine.switchCamera(),
      onLost: (listener) => lost.add(listener),
      close,
    },
  };
}

type Agora = typeof import('react-native-agora');

/** Why the camera does not begin; undefined once it captures. */
function firstFailure(
  engine: ReturnType<Agora['createAgoraRtcEngine']>,
  agora: Agora,
  refusals: Readonly<Partial<Record<number, PreviewRefusal>>>,
): Promise<PreviewRefusal | undefined> {
  const { LocalVideoStreamState } = agora;
  return new Promise((resolve) => {
    const handler = {
      onLocalVideoStateChanged: (_source: unknown, state: number, reason: number) => {
        if (state === LocalVideoStreamState.LocalVideoStreamStateStopped) return;
        engine.unregisterEventHandler(handler);
        resolve(state === LocalVideoStreamState.LocalVideoStreamStateFailed ? (refusals[reason] ?? 'busy') : undefined);
      },
    };
    engine.registerEventHandler(handler);
  });
}

/** Android asks here; on iOS the engine's first use asks. */
async function mayUse(camera: boolean): Promise<boolean> {
  if (Platform.OS !== 'android') return true;
  const { CAMERA, RECORD_AUDIO } = PermissionsAndroid.PERMISSIONS;
  const answers = await PermissionsAndroid.requestMultiple(camera ? [CAMERA, RECORD_AUDIO] : [RECORD_AUDIO]);
  return Object.values(answers).every((answer) => answer === PermissionsAndroid.RESULTS.GRANTED);
}
