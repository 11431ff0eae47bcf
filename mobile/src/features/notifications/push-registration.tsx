import { useNavigationContainerRef, useRouter } from 'expo-router';
import { useEffect } from 'react';
import { useAccount } from '../auth/session.tsx';
import { useServices } from '../services.ts';
import { registerThisDevice } from './this-device.ts';

/**
 * Keeps the server's knowledge of this device's address fresh, for those who asked to be notified: at each start, and when
 * the system gives another address. Signing out takes it away at the server. A pressed notification opens its broadcast.
 */
export function PushRegistration() {
  const { api, push, storage } = useServices();
  const accountId = useAccount()?.accountId;
  const router = useRouter();
  const navigation = useNavigationContainerRef();

  useEffect(() => {
    if (accountId === undefined) return;
    const register = (): void => void registerThisDevice({ api, push, storage });
    register();
    return push.onNewTarget(register);
  }, [accountId, api, push, storage]);

  useEffect(() => {
    let stopWaiting: (() => void) | undefined;
    const stop = push.onOpened((id) => {
      const go = (): void => router.push({ pathname: '/room/[id]', params: { id } });
      // The press that starts the app comes before there is a screen to go from.
      if (navigation.isReady()) go();
      else {
        stopWaiting?.();
        stopWaiting = navigation.addListener('ready', go);
      }
    });
    return () => {
      stop();
      stopWaiting?.();
    };
  }, [push, router, navigation]);
  return null;
}
