import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const BroadcastsScreen = lazyScreen(() =>
  import('../../src/features/host/host-screens.ts').then((m) => m.hostScreens.BroadcastsScreen),
);

export default function Broadcasts() {
  return (
    <SignedInOnly>
      <BroadcastsScreen />
    </SignedInOnly>
  );
}
