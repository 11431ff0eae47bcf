import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const PaymentsScreen = lazyScreen(() =>
  import('../../src/features/wallet/wallet-screens.ts').then((m) => m.walletScreens.payments),
);

export default function PaymentsRoute() {
  return (
    <SignedInOnly>
      <PaymentsScreen />
    </SignedInOnly>
  );
}
