import { Slot } from 'expo-router';
import { StatusBar } from 'expo-status-bar';
import { useState } from 'react';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import { LanguageProvider } from '../i18n/language-provider.tsx';
import { ThemeProvider } from '../ui/theme-provider.tsx';
import { SessionProvider } from './auth/session.tsx';
import { makeServices } from './make-services.ts';
import { PushRegistration } from './notifications/push-registration.tsx';
import { ConsentProvider } from './privacy/consents.tsx';
import { StoreKeeper } from './purchase/store-keeper.tsx';
import { ServicesContext } from './services.ts';
import { MotionProvider } from './settings/motion-provider.tsx';
import { Shell } from './shell/shell.tsx';
import { StepUpProvider } from './step-up/step-up.tsx';

/** Everything around the routes. */
export function AppRoot() {
  const [services] = useState(makeServices);
  return (
    <SafeAreaProvider>
      <ServicesContext.Provider value={services}>
        <LanguageProvider storage={services.storage} deviceLanguages={services.deviceLanguages}>
          <ThemeProvider storage={services.storage}>
            <SessionProvider>
              <StatusBar style="auto" />
              <PushRegistration />
              <StoreKeeper />
              <ConsentProvider>
                <MotionProvider>
                  <StepUpProvider>
                    <Shell>
                      <Slot />
                    </Shell>
                  </StepUpProvider>
                </MotionProvider>
              </ConsentProvider>
            </SessionProvider>
          </ThemeProvider>
        </LanguageProvider>
      </ServicesContext.Provider>
    </SafeAreaProvider>
  );
}
