import { useLocalSearchParams } from 'expo-router';
import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const GoLiveScreen = lazyScreen(() =>
  import('../src/features/host/host-screens.ts').then((m) => m.hostScreens.GoLiveScreen),
);

export default function GoLive() {
  const { draft } = useLocalSearchParams<{ draft?: string }>();
  return (
    <SignedInOnly>
      <GoLiveScreen draftId={draft} />
    </SignedInOnly>
  );
}
