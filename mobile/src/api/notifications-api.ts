import {
  hostNotificationsSchema,
  pushDeviceSchema,
  pushDevicesSchema,
  type pushTokenRequestSchema,
} from '@halobuzz/core/api/notifications';
import { anything } from '@halobuzz/core/api/read-answer';
import type { z } from 'zod';
import type { ApiClient } from './client.ts';

/** Where and of whom one is notified. */
export function notificationsApi(client: ApiClient) {
  const hostPath = (username: string): string => `/users/${encodeURIComponent(username)}/follow/notifications`;
  return {
    /** Takes the place of what this device said before. */
    registerPush: (body: z.infer<typeof pushTokenRequestSchema>) =>
      client.authorised({ method: 'POST', path: '/notifications/push-tokens', body, data: pushDeviceSchema }),
    pushDevices: () =>
      client.authorised({ method: 'GET', path: '/notifications/push-tokens', data: pushDevicesSchema }),
    removePushDevice: (deviceId: string) =>
      client.authorised({
        method: 'DELETE',
        path: `/notifications/push-tokens/${encodeURIComponent(deviceId)}`,
        data: anything,
      }),
    /** `not_found`: one does not follow them. */
    hostNotifications: (username: string) =>
      client.authorised({ method: 'GET', path: hostPath(username), data: hostNotificationsSchema }),
    setHostNotifications: (username: string, on: boolean) =>
      client.authorised({ method: 'PUT', path: hostPath(username), body: { on }, data: hostNotificationsSchema }),
  };
}
