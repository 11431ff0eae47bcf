import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const AccountScreen = lazyScreen(() =>
  import('../src/features/account/account-screens.ts').then((m) => m.accountScreens.account),
);

export default function AccountRoute() {
  return (
    <SignedInOnly>
      <AccountScreen />
    </SignedInOnly>
  );
}
