import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { WalletScreen } from '../src/features/wallet/wallet-screen.tsx';

export default function Wallet() {
  return (
    <SignedInOnly>
      <WalletScreen />
    </SignedInOnly>
  );
}
