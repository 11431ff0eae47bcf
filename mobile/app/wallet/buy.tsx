import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const BuyScreen = lazyScreen(() =>
  import('../../src/features/wallet/wallet-screens.ts').then((m) => m.walletScreens.buy),
);

export default function BuyRoute() {
  return (
    <SignedInOnly>
      <BuyScreen />
    </SignedInOnly>
  );
}
