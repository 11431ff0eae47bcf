import { lazyPart } from '../shell/lazy-screen.tsx';

/** A plot, whose drawing is fetched when the first one is shown. */
export const LazyPlot = lazyPart(() => import('../../ui/plot.tsx').then((m) => m.Plot));
