import { deviceNameOf } from '../api/device.ts';

export function deviceName(): string {
  return deviceNameOf(navigator.userAgent);
}
