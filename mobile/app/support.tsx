import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

export default lazyScreen(() =>
  import('../src/features/support/support-screens.ts').then((m) => m.supportScreens.support),
);
