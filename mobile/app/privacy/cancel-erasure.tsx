import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const CancelErasureScreen = lazyScreen(() =>
  import('../../src/features/privacy/privacy-screens.ts').then((m) => m.privacyScreens.cancelErasure),
);

export default CancelErasureScreen;
