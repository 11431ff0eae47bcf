import { useLocalSearchParams, useNavigationContainerRef, useRouter } from 'expo-router';
import { useEffect, useState } from 'react';

/**
 * What stands behind the `#` of the link that led here; servers never see it. It is taken out of the address at once, so
 * that neither the history nor a shared screen keeps it. Undefined when there is none.
 */
export function useLinkSecret(): string | undefined {
  const { '#': fragment } = useLocalSearchParams<{ '#'?: string }>();
  const router = useRouter();
  const navigation = useNavigationContainerRef();
  const [secret, setSecret] = useState(fragment);
  useEffect(() => {
    if (fragment === undefined || fragment === '') return;
    setSecret(fragment);
    // A turn later: when the first screen is there, or the router just became ready, it does not watch for changes yet and
    // would leave the address as it is. Empty and not undefined, which expo-router 57 writes out as a word.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const remove = (): void => {
      timer = setTimeout(() => router.setParams({ '#': '' }), 0);
    };
    const stop = navigation.isReady() ? remove() : navigation.addListener('ready', remove);
    return () => {
      stop?.();
      clearTimeout(timer);
    };
  }, [fragment, router, navigation]);
  return secret === '' ? undefined : secret;
}
