import type { DevicePreview, PreviewResult, PreviewWish } from '../src/platform/device-preview.ts';
import type { PickedPicture } from '../src/platform/picked-picture.ts';

/** A device with a camera, two microphones and photographs, as a test wants them to behave. */
export class FakeDevice {
  /** What was asked for, in order. */
  readonly wishes: PreviewWish[] = [];
  appId: string | undefined;
  /** Previews that are open. */
  open = 0;
  /** Why the next preview is refused; undefined opens it. */
  refusal: Extract<PreviewResult, { ok: false }>['reason'] | undefined;
  level = 0.5;
  lose: () => void = () => undefined;
  picture: PickedPicture = { ok: true, picture: new Blob(['jpeg'], { type: 'image/jpeg' }), uri: 'blob:picture' };

  readonly openPreview = async (wish: PreviewWish, appId: string | undefined): Promise<PreviewResult> => {
    this.wishes.push(wish);
    this.appId = appId;
    if (this.refusal !== undefined) return { ok: false, reason: this.refusal };
    this.open += 1;
    let closed = false;
    const preview: DevicePreview = {
      picture: wish.cameraOn ? { show: () => undefined } : undefined,
      cameras: [{ id: 'cam-1', label: 'Front camera' }],
      microphones: [
        { id: 'mic-1', label: 'Built-in' },
        { id: 'mic-2', label: '' },
      ],
      level: () => this.level,
      onLost: (listener) => {
        this.lose = listener;
      },
      close: () => {
        if (closed) return;
        closed = true;
        this.open -= 1;
      },
    };
    return { ok: true, preview };
  };

  readonly pickPicture = async (): Promise<PickedPicture> => this.picture;
}
