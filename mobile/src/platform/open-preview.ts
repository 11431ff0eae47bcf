import type { DevicePreview, MediaDevice, PreviewRefusal, PreviewResult, PreviewWish } from './device-preview.ts';
import { soundLevel } from './sound-level.ts';

/** Opens camera and microphone by the browser. */
export async function openPreview(wish: PreviewWish, _appId?: string): Promise<PreviewResult> {
  // Absent on pages that are not served securely.
  const devices: MediaDevices | undefined = navigator.mediaDevices;
  if (devices?.getUserMedia === undefined) return { ok: false, reason: 'unsupported' };
  try {
    const stream = await devices.getUserMedia({
      audio: wish.microphoneId === undefined ? true : { deviceId: { exact: wish.microphoneId } },
      video: wish.cameraOn ? cameraOf(wish.cameraId) : false,
    });
    try {
      // Their names are told to who may open them, so after the question.
      return { ok: true, preview: previewOf(stream, await devices.enumerateDevices()) };
    } catch (error) {
      letGo(stream);
      throw error;
    }
  } catch (error) {
    const reason = refusalOf(error);
    // One that was chosen once and is gone since: the browser's own choice, from which another can be chosen.
    const chosen = wish.cameraId ?? wish.microphoneId;
    if (reason === 'none' && chosen !== undefined) return openPreview({ cameraOn: wish.cameraOn });
    return { ok: false, reason };
  }
}

function letGo(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function cameraOf(id: string | undefined): MediaTrackConstraints {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  return id === undefined ? { ...size, facingMode: 'user' } : { ...size, deviceId: { exact: id } };
}

/** Names of `getUserMedia`'s failures: Media Capture and Streams, 10.2. */
export function refusalOf(error: unknown): PreviewRefusal {
  switch (error instanceof Error ? error.name : '') {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    case 'TypeError':
      return 'unsupported';
    default:
      return 'refused';
  }
}

function previewOf(stream: MediaStream, all: readonly MediaDeviceInfo[]): DevicePreview {
  const sound = soundLevel(stream);
  const named = (kind: MediaDeviceKind): MediaDevice[] =>
    all
      .filter((one) => one.kind === kind && one.deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return {
    picture: stream.getVideoTracks().length === 0 ? undefined : { show: (elementId) => showStream(stream, elementId) },
    cameras: named('videoinput'),
    microphones: named('audioinput'),
    level: sound.level,
    onLost: (listener) => {
      for (const track of stream.getTracks()) track.addEventListener('ended', listener);
    },
    close: () => {
      sound.close();
      letGo(stream);
    },
  };
}

/** One's own picture, mirrored as people know themselves. */
function showStream(stream: MediaStream, elementId: string): void {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.autoplay = true;
  video.srcObject = stream;
  Object.assign(video.style, { width: '100%', height: '100%', objectFit: 'cover', transform: 'scaleX(-1)' });
  document.getElementById(elementId)?.replaceChildren(video);
}
