import { z } from 'zod';
import type { RtcStart } from '../../media/rtc.ts';
import type { StoragePort } from '../../platform/storage-port.ts';

const schema = z.object({
  microphoneOn: z.boolean(),
  cameraOn: z.boolean(),
  microphoneId: z.string().optional(),
  cameraId: z.string().optional(),
});

const both: RtcStart = { microphoneOn: true, cameraOn: true };

/** With which devices one went live last, on this device. Both on, of the system's choice, before the first time. */
export async function readLiveDevices(storage: StoragePort): Promise<RtcStart> {
  try {
    const found = schema.safeParse(JSON.parse((await storage.get('live-devices')) ?? 'null'));
    return found.success ? found.data : both;
  } catch {
    return both;
  }
}

export async function keepLiveDevices(storage: StoragePort, devices: RtcStart): Promise<void> {
  await storage.set('live-devices', JSON.stringify(devices));
}
