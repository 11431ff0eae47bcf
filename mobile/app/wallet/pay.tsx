import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const PayScreen = lazyScreen(() =>
  import('../../src/features/wallet/wallet-screens.ts').then((m) => m.walletScreens.pay),
);

export default function PayRoute() {
  return (
    <SignedInOnly>
      <PayScreen />
    </SignedInOnly>
  );
}
