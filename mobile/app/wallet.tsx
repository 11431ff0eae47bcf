import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const WalletScreen = lazyScreen(() => import('../src/features/wallet/wallet-screen.tsx').then((m) => m.WalletScreen));

export default function Wallet() {
  return (
    <SignedInOnly>
      <WalletScreen />
    </SignedInOnly>
  );
}
