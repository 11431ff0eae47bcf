import type { AnalyticsEvent } from '@halobuzz/core/analytics-events';
import { usePathname } from 'expo-router';
import { useEffect, useRef } from 'react';
import { Platform } from 'react-native';
import { useConsents } from '../privacy/consents.tsx';
import { useServices } from '../services.ts';
import { screenOf } from './screen-of.ts';

/**
 * Reports which screens are opened, for those who agreed to it and nobody else; it ends with the consent. A report that
 * does not arrive is not sent again: it is worth less than the traffic.
 */
export function useScreenReports(): void {
  const { api, newId } = useServices();
  const choices = useConsents();
  const path = usePathname();
  const granted =
    choices?.load.state === 'ready' &&
    choices.load.data.items.some(({ consentType, granted: yes }) => consentType === 'analytics' && yes);
  const opened = useRef(false);
  useEffect(() => {
    if (!granted) return;
    const screen = screenOf(path);
    const platform = platformOf(Platform.OS);
    const made = () => ({ id: newId(), at: new Date().toISOString() });
    const events: AnalyticsEvent[] = [
      ...(opened.current ? [] : [{ ...made(), name: 'app_opened' as const, properties: { platform } }]),
      ...(screen === undefined
        ? []
        : [{ ...made(), name: 'screen_viewed' as const, properties: { platform, screen } }]),
    ];
    opened.current = true;
    if (events.length > 0) void api.reportEvents(events);
  }, [granted, path, api, newId]);
}

function platformOf(os: typeof Platform.OS): 'ios' | 'android' | 'web' {
  return os === 'ios' || os === 'android' ? os : 'web';
}
