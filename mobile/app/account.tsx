import { AccountScreen } from '../src/features/account/account-screen.tsx';
import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';

export default function AccountRoute() {
  return (
    <SignedInOnly>
      <AccountScreen />
    </SignedInOnly>
  );
}
