import { useEffect, useState } from 'react';
import { useAccount } from './auth/session.tsx';
import { useServices } from './services.ts';

/** Whether this server is one for development; false until it has said so. */
export function useDevelopmentServer(): boolean {
  const { isDevelopmentServer } = useServices();
  const accountId = useAccount()?.accountId;
  const [development, setDevelopment] = useState(false);
  useEffect(() => {
    if (accountId === undefined) return;
    let mounted = true;
    void isDevelopmentServer().then((answer) => {
      if (mounted) setDevelopment(answer);
    });
    return () => {
      mounted = false;
    };
  }, [isDevelopmentServer, accountId]);
  return development;
}
