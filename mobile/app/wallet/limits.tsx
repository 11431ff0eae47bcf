import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const LimitsScreen = lazyScreen(() =>
  import('../../src/features/wallet/wallet-screens.ts').then((m) => m.walletScreens.limits),
);

export default function LimitsRoute() {
  return (
    <SignedInOnly>
      <LimitsScreen />
    </SignedInOnly>
  );
}
