import { useCallback } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Notice } from '../../ui/notice.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';

/** Bought coins that cannot be spent yet, and until when. Nothing where there are none, or nobody can be asked. */
export function HeldCoins() {
  const { purchase: words, ui } = useWords();
  const format = useFormat();
  const { api } = useServices();
  const fetchLimits = useCallback(() => api.spendingLimits(), [api]);
  const { load } = useLoad(fetchLimits);
  if (load.state !== 'ready' || load.data.held === undefined) return null;
  const { coins, until } = load.data.held;
  return <Notice tone="info" text={words.held(ui.coins(format.amount(coins)), format.time(until))} />;
}
