import { limits } from '@halobuzz/core/limits';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useLanguage } from '../../i18n/use-words.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';
import { catalogueOf, named } from './catalogue.ts';
import { useRoom } from './use-room-session.ts';

const none: readonly never[] = [];
/** The longest that a timer can wait; what changes later is asked for anew anyway. */
const timerMsMax = 2 ** 31 - 1;

/**
 * The gifts on sale here, and all that may be shown. Asked for anew when the room says that they changed, when they change
 * by themselves, and when somebody begins to choose one.
 */
export function useGifts(choosing: boolean) {
  const { api } = useServices();
  const { language } = useLanguage();
  const state = useRoom((room) => room.catalogue);
  const asked = useRef(state);
  asked.current = state;
  const fetchGifts = useCallback(() => api.gifts(asked.current), [api]);
  const { load, reload } = useLoad(fetchGifts);
  useEffect(() => {
    if (state === undefined) return undefined;
    // A full room hears of it in one moment.
    const timer = setTimeout(() => void reload(), Math.random() * limits.clientCatalogueSpreadMs);
    return () => clearTimeout(timer);
  }, [state, reload]);
  const opened = useRef(choosing);
  useEffect(() => {
    if (choosing && !opened.current) void reload();
    opened.current = choosing;
  }, [choosing, reload]);
  const data = load.state === 'ready' ? load.data : undefined;
  const changesAt = data?.changesAt;
  useEffect(() => {
    if (changesAt === undefined) return undefined;
    const waitMs = Math.max(0, Date.parse(changesAt) - Date.now()) + Math.random() * limits.clientCatalogueSpreadMs;
    const timer = setTimeout(() => void reload(), Math.min(waitMs, timerMsMax));
    return () => clearTimeout(timer);
  }, [changesAt, reload]);
  return useMemo(() => {
    const gifts = data?.items.map((gift) => named(gift, language)) ?? none;
    const others = data?.others.map((gift) => named(gift, language)) ?? none;
    return { gifts, catalogue: catalogueOf(gifts, others) };
  }, [data, language]);
}
