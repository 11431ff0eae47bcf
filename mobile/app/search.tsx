import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

export default lazyScreen(() => import('../src/features/search/search-screen.tsx').then((m) => m.SearchScreen));
