import { legalDocumentNameSchema } from '@halobuzz/core/api/legal';
import { useLocalSearchParams } from 'expo-router';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';
import { NotFoundScreen } from '../../src/features/shell/not-found-screen.tsx';

const LegalScreen = lazyScreen(() =>
  import('../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.legal),
);

export default function LegalRoute() {
  const { name } = useLocalSearchParams<{ name: string }>();
  const known = legalDocumentNameSchema.safeParse(name);
  return known.success ? <LegalScreen name={known.data} /> : <NotFoundScreen />;
}
