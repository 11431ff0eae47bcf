import { Link, usePathname } from 'expo-router';
import { type ReactNode, useEffect } from 'react';
import { Image, Platform, Pressable, StyleSheet, useWindowDimensions, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import logo from '../../../assets/logo.png';
import { useDirection, useLanguage, useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { AppText } from '../../ui/text.tsx';
import { space, touchTarget, usePalette, wideFromWidth } from '../../ui/theme.ts';
import { useScreenReports } from '../analytics/use-screen-reports.ts';
import { useAccount, useSession } from '../auth/session.tsx';
import { MaintenanceNotice } from '../paused/maintenance-notice.tsx';
import { ConsentPrompt } from '../privacy/consent-prompt.tsx';
import { fetchRoom } from './likely-next.ts';
import { type NavItem, navItems } from './nav-items.ts';
import { NavLink } from './nav-link.tsx';
import { NewVersionNotice } from './new-version-notice.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { ScreenGuard } from './screen-guard.tsx';
import { SkipLink } from './skip-link.tsx';

/** What a screen loads for itself goes first. */
const restBeforeFetchingMs = 2_000;

/** The frame around every screen: brand and navigation, at the top of wide windows and at the bottom of narrow ones. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { shell } = useWords();
  const { language } = useLanguage();
  const direction = useDirection();
  // Known to react-native-web, not to React Native's types: everything within is laid out in this direction.
  const written = Platform.OS === 'web' ? { lang: language, dir: direction } : {};
  useScreenReports();
  const palette = usePalette();
  const insets = useSafeAreaInsets();
  const path = usePathname();
  const wide = useWindowDimensions().width >= wideFromWidth;
  const account = useAccount();
  const { state, signOut } = useSession();
  // On a phone a room takes the whole screen and brings its own way back.
  const bare = !wide && path.startsWith('/room/');
  const signedIn = account !== undefined;
  useEffect(() => {
    if (!signedIn || path.startsWith('/room/')) return;
    const idle = setTimeout(fetchRoom, restBeforeFetchingMs);
    return () => clearTimeout(idle);
  }, [signedIn, path]);
  const links = account === undefined ? [] : navItems;
  const navigation = links.map((item) => (
    <NavLink key={item.href} item={item} current={isWithin(path, item.href)} stacked={!wide} />
  ));
  return (
    <View {...written} style={[styles.shell, { backgroundColor: palette.background, paddingTop: insets.top }]}>
      {bare ? null : <SkipLink />}
      {bare ? null : (
        <View role="banner" style={[styles.header, { borderColor: palette.border, backgroundColor: palette.surface }]}>
          <Link href="/" asChild>
            <Pressable role="link" aria-label={`${shell.app.name}: ${shell.nav.lobby}`} style={styles.brand}>
              <Image source={logo} style={styles.logo} aria-hidden alt="" />
              <AppText kind="heading" style={styles.name}>
                {shell.app.name}
              </AppText>
            </Pressable>
          </Link>
          {wide && links.length > 0 ? (
            <View role="navigation" aria-label={shell.nav.label} style={styles.topLinks}>
              {navigation}
            </View>
          ) : null}
          {account === undefined ? null : (
            <Button compact kind="quiet" label={shell.nav.signOut} onPress={() => void signOut()} />
          )}
          {state.status === 'signed-out' ? (
            <View style={styles.topLinks}>
              <LinkButton href="/sign-in" label={shell.nav.signIn} compact />
              <LinkButton href="/sign-up" label={shell.nav.signUp} kind="primary" compact />
            </View>
          ) : null}
        </View>
      )}
      <OfflineNotice />
      <MaintenanceNotice />
      <NewVersionNotice />
      <View style={styles.screen}>
        <ScreenGuard>{children}</ScreenGuard>
      </View>
      <ConsentPrompt />
      {!wide && !bare && links.length > 0 ? (
        <View
          role="navigation"
          aria-label={shell.nav.label}
          style={[
            styles.bottom,
            { borderColor: palette.border, backgroundColor: palette.surface, paddingBottom: insets.bottom },
          ]}
        >
          {navigation}
        </View>
      ) : null}
    </View>
  );
}

/** Which pages belong to a place, by the first part of their addresses: all of somebody's account has addresses of its own. */
const partsOfPlace: Readonly<Record<NavItem['href'], readonly string[]>> = {
  '/': ['', 'search'],
  '/go-live': ['go-live', 'schedule', 'broadcasts'],
  '/wallet': ['wallet', 'payouts'],
  '/account': ['account', 'privacy', 'settings', 'notifications', 'sanctions'],
};

function isWithin(path: string, place: NavItem['href']): boolean {
  return partsOfPlace[place].includes(path.split('/')[1] ?? '');
}

const styles = StyleSheet.create({
  shell: { flex: 1 },
  header: {
    minHeight: 60,
    paddingHorizontal: space.l,
    borderBottomWidth: 1,
    flexDirection: 'row',
    flexWrap: 'wrap',
    alignItems: 'center',
    alignContent: 'center',
    justifyContent: 'space-between',
    columnGap: space.s,
  },
  brand: { flexDirection: 'row', alignItems: 'center', gap: space.s, minHeight: touchTarget },
  logo: { width: 28, height: 28 },
  name: { fontWeight: '800' },
  topLinks: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.xs },
  screen: { flex: 1 },
  bottom: { flexDirection: 'row', borderTopWidth: 1, paddingHorizontal: space.s },
});
