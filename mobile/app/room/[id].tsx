import { useLocalSearchParams } from 'expo-router';
import { useAccount } from '../../src/features/auth/session.tsx';
import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const RoomScreen = lazyScreen(() => import('../../src/features/room/room-screen.tsx').then((m) => m.RoomScreen));

export default function Room() {
  const { id } = useLocalSearchParams<{ id: string }>();
  const account = useAccount();
  return (
    <SignedInOnly>{account === undefined ? null : <RoomScreen key={id} roomId={id} account={account} />}</SignedInOnly>
  );
}
