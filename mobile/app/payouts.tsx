import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const PayoutsScreen = lazyScreen(() =>
  import('../src/features/wallet/wallet-screens.ts').then((m) => m.walletScreens.payouts),
);

export default function PayoutsRoute() {
  return (
    <SignedInOnly>
      <PayoutsScreen />
    </SignedInOnly>
  );
}
