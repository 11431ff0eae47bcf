import { useLocalSearchParams } from 'expo-router';
import { lazyScreen } from '../../../src/features/shell/lazy-screen.tsx';

const ArchiveScreen = lazyScreen(() =>
  import('../../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.archive),
);

export default function ArchiveRoute() {
  const { id } = useLocalSearchParams<{ id: string }>();
  return <ArchiveScreen key={id} exportId={id} />;
}
