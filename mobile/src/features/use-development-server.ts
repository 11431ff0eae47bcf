import { useEffect, useState } from 'react';
import { codeOf } from '../api/failure.ts';
import { useAccount } from './auth/session.tsx';
import { useServices } from './services.ts';

/**
 * Whether this server is one for development. It is asked for a grant of nothing: a development server says that nothing
 * is too little, any other that there is no such address. Nothing is granted either way.
 */
export function useDevelopmentServer(): boolean {
  const { api, newId } = useServices();
  const accountId = useAccount()?.accountId;
  const [development, setDevelopment] = useState(false);
  useEffect(() => {
    if (accountId === undefined) return;
    let mounted = true;
    void api.grant('0', newId()).then((answer) => {
      const code = answer.ok ? undefined : codeOf(answer.failure);
      if (mounted) setDevelopment(code === 'validation_failed' || code === 'email_unverified');
    });
    return () => {
      mounted = false;
    };
  }, [api, newId, accountId]);
  return development;
}
