import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const AccountScreen = lazyScreen(() =>
  import('../src/features/account/account-screen.tsx').then((m) => m.AccountScreen),
);

export default function AccountRoute() {
  return (
    <SignedInOnly>
      <AccountScreen />
    </SignedInOnly>
  );
}
