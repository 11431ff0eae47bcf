import { useLocalSearchParams } from 'expo-router';
import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const SummaryScreen = lazyScreen(() =>
  import('../../src/features/host/host-screens.ts').then((m) => m.hostScreens.SummaryScreen),
);

export default function Broadcast() {
  const { id } = useLocalSearchParams<{ id: string }>();
  return (
    <SignedInOnly>
      <SummaryScreen id={id} />
    </SignedInOnly>
  );
}
