import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const AppealLinkScreen = lazyScreen(() =>
  import('../src/features/host/host-screens.ts').then((m) => m.hostScreens.AppealLinkScreen),
);

export default AppealLinkScreen;
