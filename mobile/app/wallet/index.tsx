import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const WalletScreen = lazyScreen(() =>
  import('../../src/features/wallet/wallet-screens.ts').then((m) => m.walletScreens.wallet),
);

export default function WalletRoute() {
  return (
    <SignedInOnly>
      <WalletScreen />
    </SignedInOnly>
  );
}
