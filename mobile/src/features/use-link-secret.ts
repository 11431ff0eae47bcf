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
    // Empty and not undefined, which expo-router 57 would write out as a word.
    const remove = (): void => router.setParams({ '#': '' });
    if (navigation.isReady()) return remove();
    // The first screen is there before the router can go anywhere.
    return navigation.addListener('ready', remove);
  }, [fragment, router, navigation]);
  return secret === '' ? undefined : secret;
}
